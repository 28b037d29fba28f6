// Accept, correct, reject: the dialog that asks for the new value and the cause, and what is kept of it.
"use strict";
Intergrowth.decide = (() => {
  const { make, formula, typeset, named, kept, values, tell } = Intergrowth;
  const CAUSES = {
    recognition: "the text does not say this", reading: "the page was misread", table: "the table was misread",
    linking: "wrong material or wrong conditions", normalisation: "wrong unit, rate or form", reconciliation: "put together wrongly with other statements",
    document: "the document itself is wrong here",
  };
  const CHOICES = {
    cell: ["half", "full"], sample: ["pristine", "modified"], role: ["target", "pristine", "series", "cited"],
    kind_of: ["charge", "discharge", "reversible"], basis: ["rate", "recovery", "air", "energy"],
  };
  const NUMBERS = ["percent", "value", "low", "high", "cycles", "cycle", "temperature_C", "c_rate", "reference"];
  const WHOLE = ["cycles", "cycle", "reference"];
  const LISTS = { steps: " → ", phases: "/", labels: "; " };
  const UNITS = { percent: "%", low: "V", high: "V", temperature_C: "°C" };
  const OF = {
    material: ["composition", "labels", "role", "phases"], phase: ["phases"], transition: ["steps"], voltage_window: ["low", "high", "cell"],
    retention: ["percent", "cycles", "rate", "low", "high", "cell", "temperature_C", "basis"],
    capacity: ["value", "rate", "cycle", "kind_of", "low", "high", "cell", "temperature_C"], rate_definition: ["c_rate", "value", "unit"],
  };
  const MATERIAL = ["composition", "labels", "role", "sample"];

  const start = (i, action) => {
    const r = values.data.records[i], done = (words) => { values.refresh(i); kept.count(); tell(words); };
    if (action === "accept") { keep(r, "accept", null, "", {}); return done("accepted"); }
    if (action === "take back") { kept.drop(r.owner, r.id); return done("decision taken back"); }
    ask(i, r, action, (cause, comment, changed) => { keep(r, action, cause, comment, changed); done(`${action}ed`); });
  };
  const keep = (r, action, cause, comment, changed) => kept.set(r.owner, {
    record_id: r.id, action, cause, comment, values: changed, reviewer: kept.reviewer(), when: new Date().toISOString(),
    document: r.document, property: r.property, said: r.said,
  });

  const ask = (i, r, action, finish) => {
    const dialog = make("dialog"), form = make("form"), before = values.decisionOn(i);
    form.method = "dialog";
    const title = make("h2", `${action === "correct" ? "Correct" : "Reject"}: ${named(r.property)}`);
    title.id = "decision-title";
    dialog.setAttribute("aria-labelledby", title.id);
    const told = make("p");
    (r.property === "material" ? formula : typeset)(told, r.said);
    form.append(title, told);
    const inputs = action === "correct" ? fields(r, form, before?.action === "correct" ? before.values : {}) : [];
    const cause = make("select");
    cause.name = "cause";
    cause.required = true;
    for (const [name, meaning] of [["", "choose a cause"], ...Object.entries(CAUSES)]) {
      const option = make("option", name ? `${name}: ${meaning}` : meaning);
      option.value = name;
      cause.append(option);
    }
    cause.value = before && before.action === action && before.cause in CAUSES ? before.cause : "";
    const comment = make("input");
    comment.name = "comment";
    comment.maxLength = 500;
    comment.value = before?.action === action ? before.comment ?? "" : "";
    const problem = make("p", "", "problem");
    problem.setAttribute("role", "alert");
    const ok = make("button", "Keep"), cancel = make("button", "Cancel"), line = make("p", null, "line");
    ok.value = "ok";
    cancel.value = "cancel";
    cancel.formNoValidate = true;
    line.append(ok, cancel);
    form.append(labelled("Cause", cause), labelled("Comment", comment), problem, line);
    let changed = {};
    form.addEventListener("submit", (event) => {
      if (event.submitter?.value === "cancel") return;
      changed = Object.fromEntries(inputs.map(([name, input]) => [name, valueOf(name, input)]).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(r.fields[name] ?? (name in LISTS ? [] : null))));
      if (action === "correct" && !Object.keys(changed).length) {
        problem.textContent = "Nothing is changed: accept the value instead.";
        event.preventDefault();
      }
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue === "ok") finish(cause.value, comment.value.trim(), changed);
      values.card(i).firstChild.focus({ preventScroll: true });
    });
    dialog.append(form);
    document.body.append(dialog);
    dialog.returnValue = "cancel";
    dialog.showModal();
    (inputs[0]?.[1] ?? cause).focus();
  };

  const fields = (r, form, before) => {
    const main = OF[r.property] ?? ("value" in r.fields ? ["value"] : Object.keys(r.fields).filter((n) => !MATERIAL.includes(n) && n !== "phases" && n !== "carried" && n !== "fractions"));
    const inputs = [], add = (name, to) => {
      const input = field(name, name in before ? before[name] : r.fields[name], r);
      inputs.push([name, input]);
      to.append(labelled(`${named(name)}${UNITS[name] ? ` (${UNITS[name]})` : ""}`, input, name in LISTS ? `parts with ${LISTS[name].trim()} between them` : ""));
    };
    const grid = make("div", null, "fields");
    for (const name of main) add(name, grid);
    form.append(grid);
    const rest = MATERIAL.filter((n) => !main.includes(n));
    if (!["rate_definition"].includes(r.property)) {
      const more = make("details"), inner = make("div", null, "fields");
      more.append(make("summary", "Its material"), inner);
      for (const name of rest) add(name, inner);
      form.append(more);
    }
    return inputs;
  };
  const field = (name, value, r) => {
    if (name in CHOICES) {
      const select = make("select");
      for (const one of new Set(["", ...CHOICES[name], ...(value ? [value] : [])])) {
        if (one === "" && name === "role") continue;
        const option = make("option", one || "not said");
        option.value = one;
        select.append(option);
      }
      select.name = name;
      select.value = value ?? "";
      return select;
    }
    const input = make("input");
    input.name = name;
    input.autocomplete = "off";
    if (isNumber(name, r)) {
      input.type = "number";
      input.step = WHOLE.includes(name) ? "1" : "any";
    }
    input.value = Array.isArray(value) ? value.join(LISTS[name] ?? "; ") : value ?? "";
    return input;
  };
  const isNumber = (name, r) => NUMBERS.includes(name) && typeof (r.fields[name] ?? 0) === "number";
  const valueOf = (name, input) => {
    const given = input.value.trim();
    if (name in LISTS) return given === "" ? [] : given.split({ steps: /\s*(?:→|->)\s*/, phases: /\s*[/,;]\s*/, labels: /\s*;\s*/ }[name]).filter(Boolean);
    if (given === "") return null;
    return input.type === "number" ? input.valueAsNumber : given;
  };
  const labelled = (text, input, hint) => {
    const label = make("label");
    label.append(make("span", text), input);
    if (hint) label.append(make("small", hint, "dim"));
    return label;
  };

  return { start };
})();
