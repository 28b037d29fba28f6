// The evidence report: places text as text, never as markup; keeps decisions in the browser; needs no server.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, ...classes) => {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    node.classList.add(...classes.filter(Boolean));
    return node;
  };
  // Text with _{…} and ^{…}: set as sub- and superscripts, everything else as plain text.
  const typeset = (node, text) => {
    for (const part of text.split(/([_^]\{[^{}]*\})/)) {
      const marked = /^([_^])\{(.*)\}$/s.exec(part);
      node.append(marked ? make(marked[1] === "_" ? "sub" : "sup", marked[2]) : part);
    }
    return node;
  };
  const store = {
    get(key, otherwise) { try { return JSON.parse(localStorage.getItem(key)) ?? otherwise; } catch { return otherwise; } },
    set(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { alert("The browser does not keep decisions here: export them."); } },
  };
  const themed = (name) => { if (name) document.documentElement.dataset.theme = name; };
  themed(store.get("intergrowth:theme", ""));
  $("theme").addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    store.set("intergrowth:theme", dark ? "light" : "dark");
    themed(dark ? "light" : "dark");
  });
  if ($("find")) {
    $("find").addEventListener("input", () => {
      const wanted = $("find").value.toLowerCase();
      for (const row of document.querySelectorAll("#documents tbody tr")) row.hidden = !row.textContent.toLowerCase().includes(wanted);
    });
    return;
  }

  const data = window.intergrowth, key = `intergrowth:decisions:${data.sha256 || data.document}`;
  const CAUSES = ["table", "reading", "recognition", "linking", "normalisation", "reconciliation"];
  const FIELDS = ["percent", "value", "low", "high", "cycles", "cycle", "rate", "cell", "temperature_C", "kind_of", "basis", "steps", "phases", "unit", "composition"];
  const decisions = store.get(key, {});
  let chosen = -1, shown = [];

  const said = (r) => {
    const v = (n) => r[n] === undefined || r[n] === null ? "" : r[n];
    if (r.verdict === "missing") return "not given";
    if (r.property === "retention") return [`${v("percent")} %`, v("cycles") && `${v("cycles")} cycles`, v("rate"), v("low") !== "" && `${v("low")}–${v("high")} V`, v("cell") && `${v("cell")} cell`, v("temperature_C") && `${v("temperature_C")} °C`, v("basis")].filter(Boolean).join(", ");
    if (r.property === "voltage_window") return `${v("low")}–${v("high")} V${v("cell") ? `, ${v("cell")} cell` : ""}`;
    if (r.property === "capacity") return [`${v("value")} mAh/g`, v("rate"), v("cycle") && `cycle ${v("cycle")}`, v("kind_of"), v("cell") && `${v("cell")} cell`].filter(Boolean).join(", ");
    if (r.property === "transition") return (r.steps || []).join(" → ");
    if (r.property === "phase") return (r.phases || []).join("/");
    if (r.property === "material") return r.composition || (r.labels || []).join(", ");
    return [v("column"), v("value"), v("unit")].filter((x) => x !== "").join(": ");
  };
  const name = (r) => [r.composition, (r.labels || [])[0]].filter(Boolean).join(" · ") || "unnamed";

  // --- pages
  const boxes = [];
  for (const page of data.pages) {
    const figure = make("figure"), sheet = make("div", null, "sheet"), image = make("img");
    image.src = `../pages/${encodeURIComponent(page.image)}`;
    image.alt = `Page ${page.number}`;
    image.loading = "lazy";
    image.width = Math.round(page.width); image.height = Math.round(page.height);
    sheet.append(image);
    data.records.forEach((r, i) => r.evidence.forEach((e) => {
      if (e.document !== data.document || e.page !== page.number) return;
      for (const [x0, top, x1, bottom] of e.boxes) {
        const box = make("button", null, "box", r.verdict);
        box.style.left = `${100 * x0 / page.width}%`; box.style.top = `${100 * top / page.height}%`;
        box.style.width = `${100 * (x1 - x0) / page.width}%`; box.style.height = `${100 * (bottom - top) / page.height}%`;
        box.title = `${r.property}: ${said(r)}`;
        box.setAttribute("aria-label", box.title);
        box.tabIndex = -1;
        box.addEventListener("click", () => choose(i, true));
        boxes.push({ box, record: i });
        sheet.append(box);
      }
    }));
    figure.append(sheet, make("figcaption", `Page ${page.number}`));
    $("pages").append(figure);
  }
  if (data.note) $("pages").append(make("p", data.note));

  // --- values
  const rows = data.records.map((r, i) => {
    const row = make("li", null, r.verdict);
    row.dataset.record = r.record_id;
    row.tabIndex = 0;
    const top = make("div");
    top.append(make("span", r.verdict, "tag", r.verdict), " ", make("span", `${r.property}${r.sample ? ` (${r.sample})` : ""}: `), make("span", said(r), "value"));
    row.append(top, make("div", name(r), "material", "dim"));
    if (r.reason) row.append(make("div", r.reason, "dim"));
    if (r.proposal) row.append(make("div", `Proposed: ${r.proposal}`));
    row.append(make("div", `confidence ${r.confidence.toFixed(2)}${r.row ? `, Table ${r.table}, row ${r.row}` : ""}`, "dim"));
    for (const e of r.evidence) {
      const quote = typeset(make("blockquote"), `${e.text} `);
      const where = `${e.document === data.document ? "" : `${e.document}, `}page ${e.page}${e.kind === "stated" ? "" : `, ${e.kind}`}`;
      if (e.document !== data.document && data.links[e.document]) {
        const link = make("a", where, "dim");
        link.href = `${data.links[e.document]}#${r.record_id}`;
        quote.append(link);
      } else quote.append(make("span", where, "dim"));
      row.append(quote);
    }
    const actions = make("div", null, "actions");
    for (const action of ["accept", "correct", "reject"]) {
      const button = make("button", action);
      button.dataset.action = action;
      button.addEventListener("click", (event) => { event.stopPropagation(); choose(i); decide(i, action); });
      actions.append(button);
    }
    actions.append(make("span", "", "decided"));
    row.append(actions);
    row.addEventListener("click", () => choose(i));
    $("records").append(row);
    return row;
  });

  const mark = (i) => {
    const d = decisions[data.records[i].record_id];
    rows[i].querySelector(".decided").textContent = d ? `${d.action}${d.cause ? ` (${d.cause})` : ""}${Object.keys(d.values || {}).length ? ` ${JSON.stringify(d.values)}` : ""}` : "";
  };
  const choose = (i, fromPage) => {
    chosen = i;
    rows.forEach((row, k) => row.classList.toggle("chosen", k === i));
    let first = null;
    for (const { box, record } of boxes) {
      box.classList.toggle("chosen", record === i);
      if (record === i && !first) first = box;
    }
    if (fromPage) { rows[i].hidden = false; rows[i].scrollIntoView({ block: "center" }); } else if (first) first.scrollIntoView({ block: "center" });
    rows[i].focus({ preventScroll: true });
  };
  const keep = (i, action, cause, values) => {
    const id = data.records[i].record_id;
    decisions[id] = { record_id: id, action, cause, values, reviewer: $("reviewer").value.trim() || "unnamed", when: new Date().toISOString() };
    store.set(key, decisions);
    mark(i);
  };
  const decide = (i, action) => {
    if (action === "accept") return keep(i, action, null, {});
    const r = data.records[i], dialog = make("dialog"), form = make("form");
    form.method = "dialog";
    form.append(make("h2", `${action}: ${r.property}`), make("p", said(r)));
    const cause = make("select");
    cause.name = "cause";
    for (const c of CAUSES) cause.append(make("option", c));
    const label = make("label", "Cause ");
    label.append(cause);
    form.append(label);
    const inputs = [];
    if (action === "correct") for (const f of FIELDS) {
      if (!(f in r) || (f === "phases" && r.property !== "phase") || (f === "composition" && r.property !== "material")) continue;
      const input = make("input");
      input.name = f;
      input.value = Array.isArray(r[f]) ? r[f].join(" → ") : r[f] ?? "";
      const text = make("label", `${f} `);
      text.append(input);
      form.append(text);
      inputs.push(input);
    }
    const ok = make("button", "Keep"), cancel = make("button", "Cancel");
    ok.value = "ok"; cancel.value = "cancel";
    form.append(ok, " ", cancel);
    dialog.append(form);
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      if (dialog.returnValue === "ok") {
        const values = {};
        for (const input of inputs) {
          const before = r[input.name], given = input.value.trim();
          const numeric = typeof before === "number" || (before === null && given !== "" && !isNaN(given) && input.name !== "rate");
          const after = given === "" ? null : Array.isArray(before) ? given.split(/\s*(?:→|->|,)\s*/) : numeric ? Number(given) : given;
          if (JSON.stringify(after) !== JSON.stringify(before)) values[input.name] = after;
        }
        if (action === "reject" || Object.keys(values).length) keep(i, action, cause.value, values);
      }
      dialog.remove();
      rows[i].focus({ preventScroll: true });
    });
    dialog.showModal();
  };

  // --- filters
  const options = (id, values) => $(id).append(...["all", ...new Set(values)].map((v) => make("option", v)));
  options("property", data.records.map((r) => r.property).sort());
  options("verdict", data.records.map((r) => r.verdict));
  const filter = () => {
    const property = $("property").value, verdict = $("verdict").value, below = Number($("confidence").value || 1), text = $("search").value.toLowerCase();
    shown = [];
    data.records.forEach((r, i) => {
      const fits = (property === "all" || r.property === property) && (verdict === "all" || r.verdict === verdict) && r.confidence <= below && (!text || rows[i].textContent.toLowerCase().includes(text));
      rows[i].hidden = !fits;
      if (fits) shown.push(i);
    });
    const visible = new Set(shown);
    for (const { box, record } of boxes) box.hidden = !visible.has(record);
    $("count").textContent = `${shown.length} of ${data.records.length} values`;
  };
  for (const id of ["property", "verdict", "confidence", "search"]) $(id).addEventListener("input", filter);
  $("filters").addEventListener("submit", (event) => event.preventDefault());

  // --- decisions in and out
  $("reviewer").value = store.get("intergrowth:reviewer", "");
  $("reviewer").addEventListener("change", () => store.set("intergrowth:reviewer", $("reviewer").value));
  $("export").addEventListener("click", () => {
    const blob = new Blob([JSON.stringify({ intergrowth: "decisions", document: data.document, decisions: Object.values(decisions) }, null, 1)], { type: "application/json" });
    const link = make("a");
    link.href = URL.createObjectURL(blob);
    link.download = `decisions-${data.document.replace(/[^\w.-]+/g, "_")}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  $("import").addEventListener("change", async () => {
    try {
      for (const d of JSON.parse(await $("import").files[0].text()).decisions) decisions[d.record_id] = d;
      store.set(key, decisions);
      rows.forEach((_, i) => mark(i));
    } catch (error) { alert(`This is no file of decisions: ${error.message}`); }
  });
  const KEYS = "j, ↓: next value\nk, ↑: previous value\nEnter: jump to its box\na: accept   c: correct   r: reject\n/: search   ?: these keys";
  $("help").addEventListener("click", () => alert(KEYS));
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = shown.indexOf(chosen), go = (k) => shown.length && choose(shown[Math.max(0, Math.min(shown.length - 1, k))]);
    const press = { j: () => go(at + 1), ArrowDown: () => go(at + 1), k: () => go(at - 1), ArrowUp: () => go(at - 1), Enter: () => at >= 0 && choose(chosen),
      a: () => at >= 0 && decide(chosen, "accept"), c: () => at >= 0 && decide(chosen, "correct"), r: () => at >= 0 && decide(chosen, "reject"), "/": () => $("search").focus(), "?": () => alert(KEYS) }[event.key];
    if (press && event.target.tagName !== "BUTTON") { event.preventDefault(); press(); }
  });
  filter();
  rows.forEach((_, i) => mark(i));
  const asked = data.records.findIndex((r) => r.record_id === location.hash.slice(1));
  if (asked >= 0) choose(asked, true);
})();
