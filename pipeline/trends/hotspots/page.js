"use strict";
// Draws the map of hotspots from the JSON in #data. Every text goes in as text, never as markup.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const SVG = "http://www.w3.org/2000/svg";
  const map = byId("map"), stage = byId("stage");
  const terms = data.terms, links = data.links;
  const SHOWN = 40, LARGEST = 26, SMALLEST = 3.5;
  const most = Math.max(1, ...terms.map((t) => t.occurrences));
  const neighbours = terms.map(() => []);
  links.forEach(([a, b, weight]) => { neighbours[a].push([b, weight]); neighbours[b].push([a, weight]); });
  neighbours.forEach((list) => list.sort((p, q) => q[1] - p[1] || p[0] - q[0]));
  const state = { k: 1, x: 0, y: 0, base: 1, chosen: null, cluster: null, query: "", colour: "cluster", share: 0.4, papers: SHOWN };

  // ---- building blocks
  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };
  const drawn = (name, attributes = {}) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const typeset = (runs) => runs.map(([text, level]) => (level ? element(level, {}, text) : document.createTextNode(text)));
  const plain = (term) => term.runs.map((run) => run[0]).join("");
  const plains = terms.map(plain);
  const button = (children, action) => {
    const made = element("button", { type: "button" }, ...children);
    made.addEventListener("click", action);
    return made;
  };

  // ---- colours
  const RAMP = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];
  const known = terms.map((t) => t.year).filter((y) => y !== null).sort((a, b) => a - b);
  const early = known.length ? known[Math.floor(known.length * 0.05)] : 0;
  const late = known.length ? known[Math.ceil(known.length * 0.95) - 1] : 0;
  const ramp = (share) => {
    const at = Math.min(Math.max(share, 0), 1) * (RAMP.length - 1), low = Math.min(Math.floor(at), RAMP.length - 2);
    return `rgb(${RAMP[low].map((v, i) => Math.round(v + (RAMP[low + 1][i] - v) * (at - low))).join(",")})`;
  };
  const ofCluster = (cluster) => data.palette[Math.min(cluster, data.palette.length) - 1];
  const colourOf = (term) => {
    if (state.colour === "cluster") return ofCluster(term.cluster);
    return term.year === null ? "#888888" : ramp(late > early ? (term.year - early) / (late - early) : 0.5);
  };
  const dot = (colour) => {
    const made = drawn("svg", { class: "dot", viewBox: "0 0 10 10", "aria-hidden": "true" });
    made.append(drawn("circle", { cx: 5, cy: 5, r: 5, fill: colour }));
    return made;
  };

  // ---- the map
  const circles = terms.map((term, i) => {
    const circle = drawn("circle", { "data-term": i, r: 1 });
    const title = drawn("title");
    title.textContent = `${plains[i]}: ${term.occurrences}`;
    circle.append(title);
    return circle;
  });
  byId("nodes").append(...circles);
  const lines = links.map(() => drawn("line"));
  byId("edges").append(...lines);
  const texts = terms.map((term) => {
    const text = drawn("text", { display: "none" });
    let risen = 0;
    for (const [run, level] of term.runs) {
      const span = drawn("tspan");
      const shift = level === "sub" ? 0.25 : level === "sup" ? -0.35 : 0;
      if (shift !== risen) span.setAttribute("dy", `${(shift - risen).toFixed(2)}em`);
      risen = shift;
      if (level) span.setAttribute("class", "small");
      span.textContent = run;
      text.append(span);
    }
    return text;
  });
  byId("names").append(...texts);
  const pen = document.createElement("canvas").getContext("2d");
  const widths = terms.map((term) => {
    pen.font = "100px system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif";
    return pen.measureText(plain(term)).width / 100;
  });
  const radius = (term) => (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(term.occurrences / most)) * Math.min(Math.sqrt(state.k), 2.5);
  const typeSize = (term) => 10 + 9 * Math.sqrt(term.occurrences / most);
  const at = (term) => [state.x + term.x * state.base * state.k, state.y - term.y * state.base * state.k];

  const extent = () => {
    const xs = terms.map((t) => t.x), ys = terms.map((t) => t.y);
    return terms.length ? [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)] : [0, 1, 0, 1];
  };
  const showWhole = () => {
    const box = stage.getBoundingClientRect(), [left, right, bottom, top] = extent();
    const across = right - left || 1, up = top - bottom || 1;
    state.base = Math.min(box.width / (across * 1.18), box.height / (up * 1.18));
    state.k = 1;
    state.x = box.width / 2 - ((left + right) / 2) * state.base;
    state.y = box.height / 2 + ((top + bottom) / 2) * state.base;
    draw();
  };
  const zoom = (factor, px, py) => {
    const box = stage.getBoundingClientRect();
    const cx = px ?? box.width / 2, cy = py ?? box.height / 2;
    const k = Math.min(Math.max(state.k * factor, 0.5), 40), real = k / state.k;
    state.x = cx - (cx - state.x) * real;
    state.y = cy - (cy - state.y) * real;
    state.k = k;
    draw();
  };
  const isLit = (i) => {
    if (state.chosen !== null) return i === state.chosen || neighbours[state.chosen].some(([other]) => other === i);
    if (state.cluster !== null) return terms[i].cluster === state.cluster;
    return !state.query || plains[i].toLowerCase().includes(state.query);
  };

  let waiting = false;
  const draw = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; render(); });
  };
  const render = () => {
    const box = stage.getBoundingClientRect();
    const lit = terms.map((_, i) => isLit(i));
    const places = terms.map(at);
    circles.forEach((circle, i) => {
      circle.setAttribute("cx", places[i][0].toFixed(1));
      circle.setAttribute("cy", places[i][1].toFixed(1));
      circle.setAttribute("r", radius(terms[i]).toFixed(1));
      circle.setAttribute("fill", colourOf(terms[i]));
      circle.setAttribute("class", i === state.chosen ? "chosen" : lit[i] ? "" : "dim");
    });
    const count = Math.round(links.length * state.share ** 2);
    const heaviest = links.length ? links[0][2] : 1;
    lines.forEach((line, n) => {
      const [a, b, weight] = links[n];
      const own = state.chosen !== null && (a === state.chosen || b === state.chosen);
      const visible = own || (n < count && (state.chosen === null) && lit[a] && lit[b]);
      if (!visible) { line.setAttribute("display", "none"); return; }
      line.removeAttribute("display");
      line.setAttribute("class", own ? "lit" : "");
      line.setAttribute("x1", places[a][0].toFixed(1));
      line.setAttribute("y1", places[a][1].toFixed(1));
      line.setAttribute("x2", places[b][0].toFixed(1));
      line.setAttribute("y2", places[b][1].toFixed(1));
      line.setAttribute("stroke-width", (0.4 + 3 * Math.sqrt(weight / heaviest)).toFixed(2));
    });
    label(box, lit, places);
  };
  const label = (box, lit, places) => {
    // The chosen term first, then the commonest; each where no other label is.
    const order = terms.map((_, i) => i).filter((i) => lit[i]);
    order.sort((i, j) => (j === state.chosen) - (i === state.chosen) || terms[j].occurrences - terms[i].occurrences || i - j);
    texts.forEach((text) => text.setAttribute("display", "none"));
    const taken = [];
    for (const i of order) {
      const size = typeSize(terms[i]), half = (widths[i] * size) / 2 + 1, [x, y] = places[i], r = radius(terms[i]);
      if (x < -half || x > box.width + half || y < -size || y > box.height + size) continue;
      for (const [dx, dy] of [[0, 0], [r + half + 2, 0], [-r - half - 2, 0], [0, r + size * 0.6], [0, -r - size * 0.6]]) {
        if (dx === 0 && dy === 0 && half > r && i !== state.chosen) continue;
        const spot = [x + dx - half, y + dy - size * 0.6, x + dx + half, y + dy + size * 0.6];
        if (spot[0] < 0 || spot[2] > box.width || spot[1] < 0 || spot[3] > box.height) continue;
        if (taken.some((o) => spot[0] < o[2] && o[0] < spot[2] && spot[1] < o[3] && o[1] < spot[3])) continue;
        taken.push(spot);
        texts[i].setAttribute("x", (x + dx).toFixed(1));
        texts[i].setAttribute("y", (y + dy + size * 0.35).toFixed(1));
        texts[i].setAttribute("font-size", size.toFixed(1));
        for (const span of texts[i].children) if (span.getAttribute("class") === "small") span.setAttribute("font-size", (size * 0.72).toFixed(1));
        texts[i].removeAttribute("display");
        break;
      }
    }
  };

  // ---- the panel
  const choose = (i) => {
    state.chosen = i;
    state.papers = SHOWN;
    if (i !== null) {
      state.cluster = null;
      byId("nodes").append(circles[i]);
      const box = stage.getBoundingClientRect(), [x, y] = at(terms[i]);
      if (x < 20 || x > box.width - 20 || y < 20 || y > box.height - 20) {
        state.x += box.width / 2 - x;
        state.y += box.height / 2 - y;
      }
    }
    showTerm();
    draw();
  };
  const showTerm = () => {
    const about = byId("term"), papers = byId("papers");
    about.replaceChildren();
    papers.replaceChildren();
    byId("clusters").hidden = state.chosen !== null;
    if (state.chosen === null) return;
    const term = terms[state.chosen];
    const heading = element("h2", { id: "chosen" }, dot(colourOf(term)), ...typeset(term.runs));
    const facts = [["Publications", term.publications], ["Cluster", data.clusters[term.cluster - 1]?.name ?? term.cluster]];
    if (term.year !== null) facts.push(["Mean year", term.year.toFixed(1)]);
    if (term.citations !== null) facts.push(["Mean citations", term.citations.toFixed(1)]);
    term.bursts.forEach(([first, last]) => facts.push(["Burst", first === last ? String(first) : `${first}–${last}`]));
    const table = element("table", {}, ...facts.map(([name, value]) => element("tr", {}, element("td", {}, name), element("td", {}, String(value)))));
    about.append(heading, table);
    if (data.years.length > 1) about.append(element("h3", {}, "Publications a year that name it in title or keywords"), history(term));
    const near = element("div", { class: "neighbours" });
    neighbours[state.chosen].slice(0, 8).forEach(([other, weight]) => {
      const count = element("span", { class: "count" }, String(Math.round(weight * 100) / 100));
      near.append(button([dot(colourOf(terms[other])), ...typeset(terms[other].runs), count], () => choose(other)));
    });
    about.append(element("h3", {}, "Co-occurs most with"), near);
    const list = element("ol");
    term.papers.slice(0, state.papers).forEach((number) => list.append(paper(data.papers[number])));
    papers.append(element("h3", {}, term.papers.length < term.publications
      ? `Papers (${term.papers.length} of ${term.publications}; all are in term_publications.csv)` : `Papers (${term.publications})`), list);
    if (term.papers.length > state.papers) {
      papers.append(button(["Show more"], () => { state.papers += SHOWN; showTerm(); }));
    }
  };
  const paper = ([title, year, journal, doi, citations]) => {
    const named = /^10\.\d{4,9}\/\S+$/.test(doi ?? "")
      ? element("a", { href: `https://doi.org/${doi.split("/").map(encodeURIComponent).join("/")}`, target: "_blank", rel: "noopener noreferrer" }, title)
      : element("span", {}, title);
    const about = [journal, year, citations === null ? null : `cited ${citations} times`].filter((part) => part !== null).join(", ");
    return element("li", {}, named, element("div", { class: "about" }, about));
  };
  const history = (term) => {
    const width = 300, height = 60, wide = width / data.years.length, peak = Math.max(1, ...term.by_year);
    const chart = drawn("svg", { class: "years", width, height: height + 14, viewBox: `0 0 ${width} ${height + 14}`, role: "img" });
    chart.setAttribute("aria-label", data.years.map((year, n) => `${year}: ${term.by_year[n]}`).join(", "));
    term.by_year.forEach((count, n) => {
      const tall = (height - 12) * (count / peak);
      chart.append(drawn("rect", { x: n * wide + 1, y: height - tall, width: Math.max(wide - 2, 1), height: tall }));
      if (n === 0 || n === data.years.length - 1 || count === peak) {
        const year = drawn("text", { x: n * wide + wide / 2, y: height + 11, "text-anchor": "middle" });
        year.textContent = data.years[n];
        const number = drawn("text", { x: n * wide + wide / 2, y: height - tall - 2, "text-anchor": "middle" });
        number.textContent = count;
        chart.append(year, number);
      }
    });
    return chart;
  };
  const showClusters = () => {
    const list = byId("clusters");
    list.replaceChildren(element("h2", {}, "Clusters"));
    data.clusters.forEach((cluster) => {
      const count = element("span", { class: "count" }, `${cluster.terms} terms, ${cluster.quadrant}`);
      list.append(button([dot(ofCluster(cluster.number)), ...typeset(cluster.runs), count], () => {
        state.cluster = state.cluster === cluster.number ? null : cluster.number;
        draw();
      }));
    });
    if (data.emerging.length) {
      list.append(element("h2", { class: "emerging" }, "Emerging terms"));
      data.emerging.forEach(([i, ratio, before]) => {
        const count = element("span", { class: "count" }, before ? `share × ${ratio.toFixed(1)}` : "new");
        list.append(button([dot(ofCluster(terms[i].cluster)), ...typeset(terms[i].runs), count], () => choose(i)));
      });
    }
  };
  const search = () => {
    state.query = byId("search").value.trim().toLowerCase();
    const found = byId("found");
    found.replaceChildren();
    found.hidden = !state.query;
    if (state.query) {
      state.chosen = null;
      state.cluster = null;
      showTerm();
      const hits = matching();
      found.append(element("h3", {}, hits.length === 1 ? "1 term" : `${hits.length} terms`));
      hits.slice(0, 30).forEach((i) => {
        const count = element("span", { class: "count" }, String(terms[i].occurrences));
        found.append(button([dot(colourOf(terms[i])), ...typeset(terms[i].runs), count], () => choose(i)));
      });
    }
    draw();
  };
  const matching = () => terms.map((_, i) => i).filter((i) => plains[i].toLowerCase().includes(state.query));

  // ---- hands on keyboard and pointer
  const step = (dx, dy) => {
    if (!terms.length) return;
    if (state.chosen === null) { choose(0); return; }
    const [x, y] = at(terms[state.chosen]);
    let best = null, least = Infinity;
    terms.forEach((term, i) => {
      const [px, py] = at(term), along = (px - x) * dx + (py - y) * dy, aside = Math.abs((px - x) * dy) + Math.abs((py - y) * dx);
      if (i !== state.chosen && along > 0 && aside <= along * 1.5 && along + 2 * aside < least) { least = along + 2 * aside; best = i; }
    });
    if (best !== null) choose(best);
  };
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  map.addEventListener("keydown", (event) => {
    const arrow = ARROWS[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (arrow && event.shiftKey) { state.x -= arrow[0] * 60; state.y -= arrow[1] * 60; draw(); }
    else if (arrow) step(...arrow);
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") showWhole();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      byId("search").value = "";
      state.cluster = null;
      choose(null);
      search();
    } else if (event.key === "/" && !["INPUT", "SELECT"].includes(document.activeElement?.tagName)) {
      byId("search").focus();
      event.preventDefault();
    }
  });
  byId("search").addEventListener("input", search);
  byId("search").addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !state.query) return;
    const hits = matching();
    if (hits.length) choose(hits[0]);
  });
  const pointers = new Map();
  let moved = 0;
  map.addEventListener("pointerdown", (event) => {
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size === 1) moved = 0;
  });
  window.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    if (pointers.size === 2) {
      const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, p]) => p);
      const box = stage.getBoundingClientRect(), span = (p) => Math.hypot(p[0] - other[0], p[1] - other[1]) || 1;
      zoom(span(now) / span(before), (now[0] + other[0]) / 2 - box.left, (now[1] + other[1]) / 2 - box.top);
    } else {
      state.x += now[0] - before[0];
      state.y += now[1] - before[1];
      draw();
    }
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    map.classList.toggle("held", moved > 4);
    pointers.set(event.pointerId, now);
  });
  const release = (event) => { pointers.delete(event.pointerId); map.classList.remove("held"); };
  window.addEventListener("pointerup", release);
  window.addEventListener("pointercancel", release);
  map.addEventListener("click", (event) => {
    if (moved > 4) return;
    const hit = event.target.getAttribute("data-term");
    state.cluster = null;
    choose(hit === null ? null : Number(hit));
  });
  map.addEventListener("wheel", (event) => {
    const box = stage.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - box.left, event.clientY - box.top);
    event.preventDefault();
  }, { passive: false });
  byId("nearer").addEventListener("click", () => zoom(1.4));
  byId("farther").addEventListener("click", () => zoom(1 / 1.4));
  byId("whole").addEventListener("click", showWhole);
  byId("links").addEventListener("input", (event) => { state.share = event.target.value / 100; draw(); });
  byId("colour").addEventListener("change", (event) => {
    state.colour = event.target.value;
    byId("scale").hidden = state.colour === "cluster";
    showTerm();
    draw();
  });
  const setTheme = (dark) => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    byId("theme").textContent = dark ? "Light" : "Dark";
  };
  byId("theme").addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));
  setTheme(window.matchMedia("(prefers-color-scheme: dark)").matches);

  if (known.length) {
    byId("low").textContent = early.toFixed(1);
    byId("high").textContent = late.toFixed(1);
    const canvas = byId("ramp"), brush = canvas.getContext("2d");
    for (let x = 0; x < canvas.width; x += 1) {
      brush.fillStyle = ramp(x / (canvas.width - 1));
      brush.fillRect(x, 0, 1, canvas.height);
    }
  } else {
    byId("colour").disabled = true;
  }
  showClusters();
  new ResizeObserver(showWhole).observe(stage);
  showWhole();
})();
