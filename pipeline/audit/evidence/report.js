// The page as a whole: which document is open (by the part of the address behind #), keys, theme, print.
"use strict";
(() => {
  const { $, kept, typeset, values, decide, overview, sheets, load, tell } = Intergrowth;
  const index = Intergrowth.index;
  if (!index) { kept.warn("The file data/index.js cannot be read: write the report anew with intergrowth report."); return; }

  // --- theme
  const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const theme = (name) => {
    if (name) document.documentElement.dataset.theme = name;
    $("theme").textContent = dark() ? "Light" : "Dark";
  };
  theme(kept.read("intergrowth:theme", ""));
  $("theme").addEventListener("click", () => { const name = dark() ? "light" : "dark"; kept.write("intergrowth:theme", name); theme(name); });

  // --- which document
  let asked = 0;
  const route = async () => {
    if (location.hash && !location.hash.startsWith("#/")) return;
    const [, slug, record] = location.hash.split("/").map(decodeURIComponent), turn = ++asked;
    if (!slug) return overviewShown();
    const known = index.documents.find((d) => d.slug === slug);
    if (!known) { kept.warn("There is no such document in this report."); return overviewShown(); }
    if (values.data?.slug !== slug || $("document").hidden) {
      let data;
      try { data = await load(slug); } catch (error) { kept.warn(error.message); return; }
      if (turn !== asked) return;
      kept.warn("");
      $("overview").hidden = true;
      $("document").hidden = false;
      $("title").textContent = document.title = data.document;
      $("subtitle").replaceChildren();
      typeset($("subtitle"), known.title ?? "");
      values.open(data);
      for (const id of ["pages", "values"]) $(id).scrollTop = 0;
      if (!record) $("title").focus();
    }
    const i = record ? values.find(record) : -1;
    if (i >= 0) values.choose(i, { from: "link" });
    else if (record) kept.warn("The value of this address is not in the report any more.");
    document.body.dataset.ready = slug;
  };
  const overviewShown = () => {
    $("document").hidden = true;
    $("overview").hidden = false;
    $("title").textContent = $("subtitle").textContent = "";
    document.title = "Evidence report";
    overview.refresh();
    document.body.dataset.ready = "overview";
  };
  addEventListener("hashchange", route);

  // --- controls
  $("reviewer").value = kept.read("intergrowth:reviewer", "");
  $("reviewer").addEventListener("change", () => kept.write("intergrowth:reviewer", kept.reviewer()));
  const refreshed = () => {
    kept.count();
    if (values.data) values.data.records.forEach((_, i) => values.refresh(i));
    overview.refresh();
  };
  $("export").addEventListener("click", kept.save);
  $("import").addEventListener("change", async () => {
    if ($("import").files.length) await kept.take($("import").files[0]);
    $("import").value = "";
    refreshed();
  });
  addEventListener("storage", refreshed);
  for (const id of ["property", "verdict", "decisions"]) $(id).addEventListener("change", () => values.filter());
  for (const id of ["confidence", "search"]) $(id).addEventListener("input", () => values.filter());
  $("order").addEventListener("change", values.arrange);
  $("filters").addEventListener("submit", (event) => event.preventDefault());
  $("filters").addEventListener("reset", (event) => { event.preventDefault(); values.clear(); });
  $("find").addEventListener("input", overview.find);
  for (const one of document.querySelectorAll("[data-zoom]")) one.addEventListener("click", () => sheets.zoom(Number(one.dataset.zoom)));
  $("help").addEventListener("click", () => $("keys").showModal());

  // --- print: all pictures first, since those not seen yet are not loaded
  const pictures = () => [...$("sheets").querySelectorAll("img")].map((image) => { image.loading = "eager"; return image.decode().catch(() => null); });
  addEventListener("beforeprint", pictures);
  $("print").addEventListener("click", async () => { tell("loading the pages"); await Promise.all(pictures()); print(); });

  // --- keys
  const neighbour = (step) => {
    const at = index.documents.findIndex((d) => d.slug === values.data?.slug), to = index.documents[at + step];
    if (to) location.hash = `#/${to.slug}`;
  };
  const onValue = (action) => () => values.chosen >= 0 && action(values.chosen);
  const KEYS = {
    j: () => values.move(1), ArrowDown: () => values.move(1), k: () => values.move(-1), ArrowUp: () => values.move(-1),
    e: onValue(() => values.next()), o: onValue(() => values.other()),
    a: onValue((i) => decide.start(i, "accept")), c: onValue((i) => decide.start(i, "correct")),
    r: onValue((i) => decide.start(i, "reject")), u: onValue((i) => decide.start(i, "take back")),
    "+": () => sheets.zoom(1), "-": () => sheets.zoom(-1), 0: () => sheets.zoom(0),
    n: () => neighbour(1), p: () => neighbour(-1),
  };
  const ANYWHERE = { "?": () => $("keys").showModal(), g: () => { location.hash = "#/"; }, "/": () => ($("document").hidden ? $("find") : $("search")).focus() };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const typing = event.target.closest("input, select, textarea");
    if (typing) { if (event.key === "Escape") typing.blur(); return; }
    // From a value to its box; the way back is the box's own click.
    if (event.key === "Enter" && event.target.classList.contains("head") && event.target.getAttribute("aria-expanded") === "true") {
      const box = document.querySelector(".box.here") ?? document.querySelector(".box.chosen:not([hidden])");
      if (box) { event.preventDefault(); box.focus({ preventScroll: true }); }
      return;
    }
    const press = ANYWHERE[event.key] ?? ($("document").hidden ? null : KEYS[event.key]);
    if (press) { event.preventDefault(); press(); }
  });

  overview.draw();
  kept.count();
  route();
})();
