// All documents of the run: what to look at first, and a table to choose from.
"use strict";
Intergrowth.overview = (() => {
  const { $, make, typeset, formula, material, named, tag, kept } = Intergrowth;
  const VERDICTS = ["conflict", "implausible", "missing", "single", "agreed"];
  const AT_FIRST = 20;
  let lines = [];

  const draw = () => {
    const index = Intergrowth.index, total = (v) => index.documents.reduce((n, d) => n + (d.counts[v] ?? 0), 0);
    const pages = index.documents.reduce((n, d) => n + (d.pages ?? 0), 0), values = VERDICTS.reduce((n, v) => n + total(v), 0);
    const when = index.started ? `, ${new Date(index.started).toLocaleString("en-GB", { dateStyle: "long", timeStyle: "short" })}` : "";
    $("summary").textContent = `${index.run ? `Run ${index.run}${when}: ` : ""}${index.documents.length} documents, ${pages} pages, ${values} values: ${VERDICTS.map((v) => `${total(v)} ${v}`).join(", ")}.`;
    $("questions").hidden = !index.questions.length;
    $("question-list").replaceChildren(...index.questions.map(question));
    const more = [...$("question-list").children].slice(AT_FIRST);
    for (const one of more) one.hidden = true;
    $("all-questions").hidden = !more.length;
    $("all-questions").textContent = `Show all ${index.questions.length}`;
    $("all-questions").addEventListener("click", () => {
      for (const one of more) one.hidden = false;
      $("all-questions").hidden = true;
      more[0].querySelector("a").focus();
    });
    $("doubts").hidden = !index.doubts.length;
    $("doubts").firstElementChild.textContent = `Left apart, and perhaps the same: ${index.doubts.length}`;
    $("doubt-list").replaceChildren(...index.doubts.map(doubt));
    const head = make("tr");
    const cell = (text, ...classes) => { const c = make("th", text, ...classes); c.scope = "col"; return c; };
    head.append(cell("Document"), cell("Pages", "number"), ...VERDICTS.map((v) => cell(`${v[0].toUpperCase()}${v.slice(1)}`, "number")), cell("Table cells contradicted", "number"), cell("Decided", "number"));
    $("documents").tHead.replaceChildren(head);
    lines = index.documents.map((d) => {
      const line = make("tr"), name = make("th"), link = make("a", d.document);
      name.scope = "row";
      link.href = `#/${d.slug}`;
      name.append(link);
      if (d.title) typeset(name.appendChild(make("div", null, "dim")), [d.title, d.doi].filter(Boolean).join(" · "));
      if (d.supplements.length) name.append(make("div", `with ${d.supplements.join(", ")}`, "dim"));
      for (const note of d.notes) name.append(make("div", note, "dim"));
      line.append(name, make("td", d.pages ?? "", "number"), ...VERDICTS.map((v) => make("td", d.counts[v] || "", "number", v)),
        make("td", (d.cells.contradicted ?? 0) + (d.cells.implausible ?? 0) || "", "number", "conflict"), make("td", "", "number", "done"));
      line.dataset.words = [d.document, d.title, d.doi, ...d.supplements, ...d.notes].join(" ").toLowerCase();
      return [line, d];
    });
    $("documents").tBodies[0].replaceChildren(...lines.map(([line]) => line));
  };
  // Two compositions that may be one material, or a citation that fits several works: nothing was put together.
  const doubt = (d) => {
    const line = make("li");
    if (d.one) line.append(formula(make("b"), d.one), " and ", formula(make("b"), d.other), ": ");
    line.append(d.reason);
    for (const [document, slug] of d.documents) {
      const link = make("a", document);
      if (slug) link.href = `#/${slug}`;
      line.append(" ", link);
    }
    return line;
  };
  // One conflict with all its sides, or one implausible value.
  const question = (sides) => {
    const line = make("li"), head = make("div"), list = make("ul");
    head.append(tag(sides[0].verdict), ` ${named(sides[0].property)} `, material(make("span"), sides.find((s) => s.material.composition)?.material ?? sides[0].material));
    for (const s of sides) {
      const one = make("li"), link = make("a");
      (s.property === "material" ? formula : typeset)(link, s.said);
      link.href = `#/${s.slug}/${s.id}`;
      one.append(link, make("span", ` ${s.where}`, "dim"), make("span", "", "decided"));
      one.dataset.record = s.id;
      one.dataset.slug = s.slug;
      if (s.proposal) one.append(" proposed: ", formula(make("b"), s.proposal));
      if (sides.length === 1 && s.reason) one.append(make("div", s.reason, "dim"));
      list.append(one);
    }
    line.append(head, list);
    return line;
  };
  // What has been decided meanwhile, on every return to this page.
  const refresh = () => {
    for (const [line, d] of lines) line.lastChild.textContent = Object.keys(kept.of(d.slug)).length || "";
    for (const one of $("question-list").querySelectorAll("[data-record]")) {
      const d = kept.of(one.dataset.slug)[one.dataset.record];
      one.querySelector(".decided").textContent = d ? ` ${{ accept: "✓ accepted", correct: "✎ corrected", reject: "✗ rejected" }[d.action]}` : "";
    }
    find();
  };
  const find = () => {
    const wanted = $("find").value.trim().toLowerCase();
    let n = 0;
    for (const [line] of lines) { line.hidden = !line.dataset.words.includes(wanted); n += !line.hidden; }
    $("found").textContent = wanted ? `${n} of ${lines.length}` : "";
  };
  return { draw, refresh, find };
})();
