// Words of the page: nodes with text (never markup), formulas, and data that arrives as scripts.
"use strict";
const Intergrowth = (() => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, ...classes) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    node.classList.add(...classes.filter(Boolean));
    return node;
  };
  const button = (text, action, ...classes) => {
    const node = make("button", text, ...classes);
    node.type = "button";
    node.addEventListener("click", action);
    return node;
  };
  // Text with _{…} and ^{…}: set as sub- and superscripts, everything else as plain text.
  const typeset = (node, text) => {
    for (const part of String(text).split(/([_^]\{[^{}]*\})/)) {
      const marked = /^([_^])\{(.*)\}$/s.exec(part);
      node.append(marked ? make(marked[1] === "_" ? "sub" : "sup", marked[2]) : part);
    }
    return node;
  };
  // A composition: the numbers behind an element or a bracket stand low.
  const formula = (node, text) => typeset(node, String(text).replace(/([A-Za-z)\]])(\d+(?:\.\d+)?(?:\/\d+)?(?:[−–-][xyzδ])?)/g, "$1_{$2}"));
  const material = (node, m) => {
    if (m.labels.length) node.append(make("b", m.labels[0]), m.composition ? " · " : "");
    if (m.composition) formula(node, m.composition);
    if (!node.childNodes.length) node.append("no material named");
    const more = [m.sample, m.role === m.sample ? "" : m.role].filter(Boolean).join(", ");
    if (more) node.append(make("span", ` ${more}`, "dim"));
    return node;
  };
  const NAMES = {
    retention_pristine_pct: "retention, pristine (%)", retention_modified_pct: "retention, modified (%)", retention_pct: "retention (%)",
    voltage_range_V: "voltage range (V)", temperature_C: "temperature", kind_of: "kind", c_rate: "C-rate", printed: "table cell", extra: "further column",
  };
  const named = (name) => NAMES[name] ?? name.replaceAll("_", " ");
  const tag = (verdict) => make("span", verdict, "tag", verdict);
  // Say something for a while, to those who see and to those who listen.
  let saying = 0;
  const tell = (text) => {
    $("status").textContent = text;
    clearTimeout(saying);
    saying = setTimeout(() => { $("status").textContent = ""; }, 15000);
  };

  // --- data: report/data/SLUG.js calls give
  const held = new Map(), waiting = new Map();
  const give = (slug, text) => {
    held.set(slug, JSON.parse(text));
    waiting.get(slug)?.(held.get(slug));
  };
  const load = (slug) => held.has(slug) ? Promise.resolve(held.get(slug)) : new Promise((resolve, reject) => {
    waiting.set(slug, resolve);
    const script = make("script");
    script.src = `data/${encodeURIComponent(slug)}.js`;
    script.addEventListener("error", () => reject(new Error(`The file data/${slug}.js cannot be read: write the report anew with intergrowth report.`)));
    script.addEventListener("load", () => script.remove());
    document.body.append(script);
  });

  return { $, make, button, typeset, formula, material, named, tag, tell, give, load, get index() { return held.get("index"); } };
})();
