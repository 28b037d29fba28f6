// The values of a document beside its pages: cards, filters, order, and the tables that were checked.
"use strict";
Intergrowth.values = (() => {
  const { $, make, button, typeset, formula, material, named, tag, kept, sheets } = Intergrowth;
  const VERDICTS = ["conflict", "implausible", "missing", "single", "agreed"];
  const ORDERS = { "conflicts first": null, "by page": (r) => r.evidence[0]?.page ?? 1e9, "least sure first": (r) => r.confidence };
  let data = null, cards = [], shown = [], chosen = -1, at = 0, numbers = [];

  const open = (given) => {
    data = given; chosen = -1;
    numbers = data.records.map((_, i) => i + 1);
    sheets.draw(data, (i, k) => choose(i, { place: k, from: "page" }));
    cards = data.records.map(card);
    $("records").replaceChildren(...cards);
    const options = (id, names, told = (n) => n) => $(id).replaceChildren(...names.map((n) => { const o = make("option", told(n)); o.value = n; return o; }));
    options("property", ["all", ...[...new Set(data.records.map((r) => r.property))].sort()], (n) => n === "all" ? "all" : named(n));
    options("verdict", ["all", ...VERDICTS.filter((v) => data.records.some((r) => r.verdict === v))]);
    options("decisions", ["all", "undecided", "decided"]);
    options("order", Object.keys(ORDERS));
    $("confidence").value = 1; $("search").value = "";
    $("notes").replaceChildren(...data.notes.map((n) => make("p", n, "note")));
    $("tables").replaceChildren(...data.tables.map(table));
    rejected();
    data.records.forEach((_, i) => refresh(i));
    arrange();
  };

  // --- a card
  const card = (r, i) => {
    const node = make("li", null, "card", r.verdict), head = button(null, () => choose(i, { from: "list" }), "head");
    node.dataset.record = r.id;
    head.setAttribute("aria-expanded", "false");
    head.tabIndex = -1;
    const first = make("span", null, "first");
    const value = make("span", null, "value");
    (r.property === "material" ? formula : typeset)(value, r.said);
    first.append(make("span", String(numbers[i]), "number"), tag(r.verdict), " ", make("span", `${named(r.property)} `, "property"), value);
    const second = material(make("span", null, "second"), r.material);
    const e = r.evidence[0];
    const where = [r.row ? `Table ${r.table}, row ${r.row}` : e ? `${e.slug || e.document !== data.document ? `${e.document}, ` : ""}p. ${e.page}` : "no place", r.confidence.toFixed(2)];
    second.append(make("span", ` ${where.join(" · ")}`, "dim", "where"));
    head.append(first, second, make("span", "", "decided"));
    node.append(head);
    if (["conflict", "implausible"].includes(r.verdict)) node.append(detail(r, i));
    return node;
  };
  const detail = (r, i) => {
    const node = make("div", null, "detail");
    if (r.before) node.append(make("p", `Before the correction: ${r.before}`, "said"));
    if (r.reason && !(r.rivals.length && r.verdict === "conflict")) node.append(typeset(make("p"), r.reason));
    if (r.rivals.length) {
      const list = make("ul", null, "rivals");
      list.setAttribute("aria-label", "The other side");
      for (const rival of r.rivals) list.append(rivalLine(rival));
      node.append(list);
      if (r.reason) node.append(typeset(make("p", null, "dim"), r.reason));
    }
    if (r.proposal) { const p = make("p", "Proposed: ", "proposal"); p.append(formula(make("b"), r.proposal)); node.append(p); }
    for (const c of r.checks) node.append(make("p", `Table check, ${named(c.column)}: ${c.value} is ${c.verdict}${c.other ? ` by ${c.other}${c.page ? `, page ${c.page}` : ""}` : ""}${c.reason ? ` (${c.reason})` : ""}`, "check", c.verdict));
    const places = make("ol", null, "places");
    r.evidence.forEach((e, k) => places.append(placeLine(e, i, k)));
    node.append(places);
    if (!r.evidence.length) node.append(make("p", "No place is kept for this value.", "dim"));
    const actions = make("div", null, "actions");
    for (const [action, key] of [["accept", "a"], ["correct", "c"], ["reject", "r"], ["take back", "u"]]) {
      const one = button(`${action[0].toUpperCase()}${action.slice(1)}`, () => Intergrowth.decide.start(i, action));
      one.dataset.action = action;
      one.title = `${action} (${key})`;
      one.setAttribute("aria-keyshortcuts", key);
      actions.append(one);
    }
    node.append(actions);
    return node;
  };
  const rivalLine = (rival) => {
    const line = make("li");
    if (!rival.slug) line.append("The other side was corrected or rejected, or is not in this run.");
    else {
      const link = make("a", rival.said);
      link.href = `#/${rival.slug}/${rival.id}`;
      line.append("against ", link, make("span", ` ${rival.where}`, "dim"));
    }
    return line;
  };
  const placeLine = (e, i, k) => {
    const line = make("li"), where = `${e.slug || e.document !== data.document ? `${e.document}, ` : ""}${e.page > 0 ? `page ${e.page}` : "page not known"}`;
    const notes = [e.kind === "stated" ? "" : e.kind, e.boxes.length ? "" : "no box: the whole page", e.confidence.toFixed(2), e.extractor].filter(Boolean).join(", ");
    if (e.slug) {
      const link = make("a", where);
      link.href = `#/${e.slug}/${data.records[i].id}`;
      line.append(link);
    } else line.append(button(where, (event) => { event.stopPropagation(); choose(i, { place: k, from: "list" }); }, "place"));
    line.append(make("span", ` ${notes}`, "dim"), typeset(make("blockquote"), e.text));
    return line;
  };

  // --- tables that were checked, cell by cell
  const table = (t) => {
    const box = make("details"), counts = {};
    for (const c of t.rows.flatMap((r) => r.cells)) counts[c.verdict] = (counts[c.verdict] ?? 0) + 1;
    const told = ["contradicted", "implausible", "confirmed", "silent"].filter((v) => counts[v]).map((v) => `${counts[v]} ${v}`).join(", ");
    box.append(make("summary", `Table ${t.table}${t.document === data.document ? "" : ` of ${t.document}`}, checked: ${told}`));
    const columns = [...new Set(t.rows.flatMap((r) => r.cells.map((c) => c.column)))];
    const grid = make("table", null, "grid"), head = make("tr"), frame = make("div", null, "scroll");
    head.append(make("th", "row"), ...columns.map((c) => make("th", named(c))));
    for (const cell of head.children) cell.scope = "col";
    const body = make("tbody");
    for (const row of t.rows) {
      const line = make("tr"), name = make("th", String(row.row));
      name.scope = "row";
      line.append(name);
      for (const column of columns) {
        const c = row.cells.find((one) => one.column === column), cell = make("td", null, c?.verdict);
        const i = c ? data.records.findIndex((r) => r.id === c.record) : -1;
        const set = column === "cathode_material" ? formula : typeset;
        if (c && i >= 0) cell.append(set(button(null, () => choose(i, { from: "list", show: true })), c.value));
        else if (c) set(cell, c.value);
        if (c) cell.title = [c.verdict, c.other && `${c.other}${c.page && `, page ${c.page}`}`, c.text, c.reason].filter(Boolean).join("\n");
        line.append(cell);
      }
      body.append(line);
    }
    const top = make("thead");
    top.append(head);
    grid.append(top, body);
    frame.append(grid);
    box.append(frame);
    return box;
  };
  const rejected = () => {
    const list = make("ul");
    for (const r of data.rejected) {
      const line = make("li", `${named(r.property)} `);
      line.append(make("span", r.said, "value"), " ", material(make("span"), r.material), make("span", ` ${storedWords(r)}`, "dim"));
      list.append(line);
    }
    $("rejected").replaceChildren(...(data.rejected.length ? [make("h2", "Rejected"), list] : []));
  };
  const storedWords = (d) => `${d.action}ed by ${d.reviewer}${d.cause ? ` (${d.cause})` : ""}; in the store, taken back with: intergrowth review undo ${d.number}`;

  // --- what is decided
  const decisionOn = (i) => kept.of(data.records[i].owner)[data.records[i].id];
  const refresh = (i) => {
    const r = data.records[i], d = decisionOn(i), sign = cards[i].querySelector(".decided");
    const words = { accept: "✓ accepted", correct: "✎ corrected", reject: "✗ rejected" };
    const changed = d && Object.entries(d.values ?? {}).map(([n, v]) => `${named(n)} ${Array.isArray(v) ? v.join(n === "steps" ? " → " : "/") : v ?? "left open"}`).join(", ");
    sign.textContent = d ? `${words[d.action]}${changed ? `: ${changed}` : ""}${d.cause ? ` (${d.cause}${d.comment ? `: ${d.comment}` : ""})` : ""}` : r.stored ? storedWords(r.stored) : "";
    cards[i].classList.toggle("is-decided", Boolean(d || r.stored));
    cards[i].classList.toggle("is-rejected", d?.action === "reject");
    for (const one of cards[i].querySelectorAll("[data-action='take back']")) one.hidden = !d;
  };

  // --- filter and order
  const arrange = () => {
    const by = ORDERS[$("order").value], order = data.records.map((_, i) => i);
    if (by) order.sort((a, b) => by(data.records[a]) - by(data.records[b]) || a - b);
    $("records").replaceChildren(...order.map((i) => cards[i]));
    filter(order);
  };
  const filter = (order = null) => {
    const property = $("property").value, verdict = $("verdict").value, most = $("confidence").value === "" ? 1 : Number($("confidence").value);
    const text = $("search").value.trim().toLowerCase(), decided = $("decisions").value;
    const fits = (r, i) => (property === "all" || r.property === property) && (verdict === "all" || r.verdict === verdict) && r.confidence <= most
      && (decided === "all" || (decided === "decided") === Boolean(decisionOn(i) || r.stored)) && (!text || words(r).includes(text));
    const visible = new Set(data.records.map((_, i) => i).filter((i) => fits(data.records[i], i)));
    shown = (order ?? [...$("records").children].map((node) => cards.indexOf(node))).filter((i) => visible.has(i));
    cards.forEach((node, i) => { node.hidden = !visible.has(i); });
    sheets.show(data.records, visible, (i) => numbers[i]);
    $("count").textContent = `${shown.length} of ${data.records.length} values`;
    $("clear").hidden = shown.length === data.records.length && !ORDERS[$("order").value];
    rove();
  };
  const words = (r) => r.words ??= [r.property, r.said, r.verdict, r.material.composition, ...r.material.labels, r.material.role, r.material.sample, r.reason, ...r.evidence.flatMap((e) => [e.text.replace(/[_^]\{([^{}]*)\}/g, "$1"), e.document])].join(" ").toLowerCase();
  const rove = () => {
    const stop = visibleChosen() ? chosen : shown[0];
    cards.forEach((node, i) => { node.firstChild.tabIndex = i === stop ? 0 : -1; });
  };
  const visibleChosen = () => chosen >= 0 && shown.includes(chosen);

  // --- choosing: from says where the reviewer is, so that only the other side scrolls
  const choose = (i, { place = 0, from = "list", show = false } = {}) => {
    if (!shown.includes(i)) clear();
    const before = chosen;
    chosen = i;
    if (from === "list" && !data.records[i].evidence.some((e, k) => k === place && !e.slug)) place = Math.max(0, data.records[i].evidence.findIndex((e) => !e.slug));
    at = place;
    if (before >= 0 && before !== i) {
      cards[before].classList.remove("chosen");
      cards[before].firstChild.setAttribute("aria-expanded", "false");
    }
    if (!cards[i].querySelector(".detail")) { cards[i].append(detail(data.records[i], i)); refresh(i); }
    cards[i].classList.add("chosen");
    cards[i].firstChild.setAttribute("aria-expanded", "true");
    cards[i].querySelectorAll(".places > li").forEach((line, k) => line.classList.toggle("here", k === place));
    rove();
    const node = sheets.mark(data.records[i], i, place);
    if (node && from !== "page") node.scrollIntoView({ block: "center", inline: "nearest" });
    if (from !== "list" || show) cards[i].scrollIntoView({ block: "nearest" });
    else cards[i].scrollIntoView({ block: "nearest" });
    cards[i].firstChild.focus({ preventScroll: true });
    history.replaceState(null, "", `#/${data.slug}/${data.records[i].id}`);
  };
  const clear = () => {
    $("property").value = $("verdict").value = $("decisions").value = "all";
    $("order").value = Object.keys(ORDERS)[0]; $("confidence").value = 1; $("search").value = "";
    arrange();
  };
  const move = (step) => {
    if (!shown.length) return;
    const now = shown.indexOf(chosen);
    choose(shown[now < 0 ? (step > 0 ? 0 : shown.length - 1) : Math.max(0, Math.min(shown.length - 1, now + step))]);
  };
  const next = () => {
    const here = data.records[chosen].evidence.map((e, k) => (e.slug ? -1 : k)).filter((k) => k >= 0);
    if (here.length) choose(chosen, { place: here[(here.indexOf(at) + 1) % here.length] });
  };
  const other = () => cards[chosen].querySelector(".rivals a, .places a")?.click();
  const find = (id) => data.records.findIndex((r) => r.id === id);

  return { open, choose, clear, move, next, other, find, filter, arrange, refresh, decisionOn, card: (i) => cards[i],
    get data() { return data; }, get chosen() { return visibleChosen() ? chosen : -1; } };
})();
