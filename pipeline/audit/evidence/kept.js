// Decisions: kept by the browser for each document, counted, exported and taken in again.
"use strict";
Intergrowth.kept = (() => {
  const { $, make } = Intergrowth;
  const memory = new Map();
  let lasting = true;
  const read = (key, otherwise) => {
    try { return JSON.parse(localStorage.getItem(key) ?? memory.get(key) ?? "null") ?? otherwise; } catch { return otherwise; }
  };
  const write = (key, value) => {
    memory.set(key, JSON.stringify(value));
    try { localStorage.setItem(key, JSON.stringify(value)); } catch {
      lasting = false;
      warn("The browser keeps nothing here: export your decisions before you close the page.");
    }
  };
  const warn = (text) => { $("warning").textContent = text; $("warning").hidden = !text; };
  const keyOf = (slug) => `intergrowth:decisions:${Intergrowth.index.documents.find((d) => d.slug === slug)?.sha256 ?? slug}`;
  const of = (slug) => read(keyOf(slug), {});
  const set = (slug, decision) => write(keyOf(slug), { ...of(slug), [decision.record_id]: decision });
  const drop = (slug, id) => {
    const all = of(slug);
    delete all[id];
    write(keyOf(slug), all);
  };
  const every = () => Intergrowth.index.documents.flatMap((d) => Object.values(of(d.slug)).map((one) => ({ ...one, document: one.document ?? d.document })));
  const reviewer = () => $("reviewer").value.trim();

  const name = () => `decisions${reviewer() ? `-${reviewer().replace(/[^\p{L}\p{N}]+/gu, "-")}` : ""}-${new Date().toISOString().slice(0, 10)}.json`;
  const exported = () => JSON.stringify({
    intergrowth: "decisions", version: 1, run: Intergrowth.index.run, exported: new Date().toISOString(),
    decisions: every().map((d) => ({ ...d, reviewer: d.reviewer || reviewer() || "unnamed" })),
  }, null, 1);
  const save = () => {
    const link = make("a"), address = URL.createObjectURL(new Blob([exported()], { type: "application/json" }));
    link.href = address;
    link.download = name();
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
    Intergrowth.tell(`${every().length} decisions exported. Take them into the store with: intergrowth review import ${link.download}`);
  };
  // Take in a file of decisions; of two on one value the later counts. Decisions of other runs are counted and left out.
  const take = async (file) => {
    let given;
    try {
      given = JSON.parse(await file.text()).decisions;
      if (!Array.isArray(given)) throw new Error("it has no list of decisions");
    } catch (error) { return warn(`${file.name} is no file of decisions: ${error.message}`); }
    const slugs = new Map(Intergrowth.index.documents.flatMap((d) => [d.document, ...d.supplements].map((n) => [n, d.slug])));
    let taken = 0;
    for (const d of given) {
      const slug = slugs.get(d?.document);
      if (!slug || typeof d.record_id !== "string" || !["accept", "correct", "reject"].includes(d.action)) continue;
      const before = of(slug)[d.record_id];
      if (!before || String(before.when) <= String(d.when)) set(slug, d);
      taken += 1;
    }
    warn(taken < given.length ? `${given.length - taken} of ${given.length} decisions in ${file.name} are of documents that are not in this report.` : "");
    Intergrowth.tell(`${taken} decisions taken in`);
  };
  const count = () => {
    const n = every().length;
    $("export").textContent = `Export decisions${n ? ` (${n})` : ""}`;
    $("export").disabled = !n;
  };
  return { read, write, of, set, drop, every, exported, save, take, count, reviewer, warn, get lasting() { return lasting; } };
})();
