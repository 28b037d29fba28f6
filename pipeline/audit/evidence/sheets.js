// The pages with their boxes. Values that were read at the same place share a box.
"use strict";
Intergrowth.sheets = (() => {
  const { $, make, button, named } = Intergrowth;
  const RANK = ["conflict", "implausible", "missing", "single", "agreed"];
  let boxes = [], frames = new Map(), tints = [];

  // Which boxes of a place are what was read; the others are the sentence or the name around it.
  const within = ([a, b, c, d], [e, f, g, h]) => a >= e - 1 && b >= f - 1 && c <= g + 1 && d <= h + 1;
  const main = (all) => all.filter((box, i) => i === 0 || all.some((other, k) => k > i && within(box, other) && !within(other, box)));

  const place = (node, [x0, top, x1, bottom], sheet, margin) => {
    const percent = (part, whole) => `${(100 * part / whole).toFixed(3)}%`;
    node.style.left = percent(x0 - margin, sheet.width);
    node.style.top = percent(top - margin, sheet.height);
    node.style.width = percent(x1 - x0 + 2 * margin, sheet.width);
    node.style.height = percent(bottom - top + 2 * margin, sheet.height);
  };

  // Draw the sheets of a document; choose(record, place) is called with indices when a box is chosen.
  const draw = (data, choose) => {
    boxes = []; frames = new Map(); tints = [];
    const parts = data.sheets.map((sheet) => {
      const figure = make("figure"), paper = make("div", null, "paper");
      paper.style.aspectRatio = `${sheet.width} / ${sheet.height}`;
      paper.style.setProperty("--ratio", sheet.width / sheet.height);
      if (sheet.image) {
        const image = make("img");
        image.loading = "lazy";
        image.decoding = "async";
        image.width = Math.round(sheet.width);
        image.height = Math.round(sheet.height);
        image.alt = `${sheet.document}, page ${sheet.page}`;
        image.src = `pages/${encodeURIComponent(sheet.image)}`;
        paper.append(image);
      } else paper.classList.add("empty");
      frames.set(`${sheet.document}\n${sheet.page}`, { figure, paper, sheet });
      figure.append(make("figcaption", `${sheet.document === data.document ? "" : `${sheet.document}, `}page ${sheet.page}`), paper);
      return figure;
    });
    const shared = new Map();
    data.records.forEach((r, i) => r.evidence.forEach((e, k) => {
      const frame = frames.get(`${e.document}\n${e.page}`);
      if (!frame) return;
      for (const box of main(e.boxes)) {
        const key = `${e.document}\n${e.page}\n${box.map((x) => Math.round(x))}`;
        let one = shared.get(key);
        if (!one) {
          one = { records: [], places: [], node: button(null, () => turn(one, choose), "box") };
          one.node.append(make("span", null, "mark"));
          one.node.tabIndex = -1;
          place(one.node, box, frame.sheet, 1);
          shared.set(key, one);
          frame.paper.append(one.node);
          boxes.push(one);
        }
        if (!one.records.includes(i)) { one.records.push(i); one.places.push(k); }
      }
    }));
    for (const one of boxes) {
      const told = one.records.map((i) => `${named(data.records[i].property)}: ${data.records[i].said}`);
      one.node.title = told.join("\n");
      one.node.setAttribute("aria-label", told.join("; "));
    }
    $("sheets").replaceChildren(...parts);
    if (!parts.length) $("sheets").append(make("p", "No page of this document carries evidence.", "dim"));
  };

  // A box of several values goes from one to the next each time it is chosen.
  const turn = (one, choose) => {
    const at = one.shown.findIndex((i) => one.node.classList.contains("chosen") && i === one.last);
    one.last = one.shown[(at + 1) % one.shown.length];
    choose(one.last, one.places[one.records.indexOf(one.last)]);
  };

  // Show only the boxes of visible values, in the colour of the gravest verdict; number maps an index to what is printed.
  const show = (records, visible, number) => {
    for (const one of boxes) {
      one.shown = one.records.filter((i) => visible.has(i));
      one.node.hidden = !one.shown.length;
      const gravest = RANK.find((v) => one.shown.some((i) => records[i].verdict === v));
      one.node.classList.remove(...RANK);
      if (gravest) one.node.classList.add(gravest);
      one.node.firstChild.textContent = brief(one.shown.map(number).sort((a, b) => a - b));
    }
  };
  const brief = (n) => n.length > 3 ? `${n[0]}…${n.at(-1)}` : n.join(", ");

  // Mark the boxes of one value, tint what is around its place k, and return the node to look at, or null.
  const mark = (record, i, k) => {
    for (const tint of tints) tint.remove();
    tints = [];
    for (const one of boxes) {
      const mine = one.records.includes(i);
      one.node.classList.toggle("chosen", mine);
      one.node.classList.remove("here");
      one.node.tabIndex = mine ? 0 : -1;
      if (mine) one.last = i;
    }
    const e = record.evidence[k], frame = e && frames.get(`${e.document}\n${e.page}`);
    if (!frame) return null;
    const strong = main(e.boxes);
    for (const box of e.boxes) {
      if (strong.includes(box)) continue;
      const tint = make("span", null, "tint");
      place(tint, box, frame.sheet, 0.5);
      frame.paper.prepend(tint);
      tints.push(tint);
    }
    const here = boxes.find((one) => one.records.includes(i) && one.places[one.records.indexOf(i)] === k && frame.paper.contains(one.node));
    here?.node.classList.add("here");
    if (here) here.node.dataset.number = i + 1;
    return here?.node ?? tints[0] ?? frame.figure;
  };

  const zoom = (() => {
    let size = 100;
    return (step) => {
      size = step === 0 ? 100 : Math.max(40, Math.min(300, size + 20 * step));
      $("sheets").style.width = `${size}%`;
    };
  })();

  return { draw, show, mark, zoom };
})();
