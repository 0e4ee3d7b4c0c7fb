"use strict";

(() => {
  const LEVEL = { national: "国家级", province: "省级", city: "市级", none: "不分级", external: "外部资质" };
  const WIDTH = 172, LINE = 15, LETTERS = 13;
  const LEAST = Number(document.getElementById("drawing").dataset.least), EDGE = 24; // 再小字就看不清；画布四周留白
  const STATE = { // 着色与 tidu.css 的状态标签一致；框里另有符号和文字
    held: { "background-color": "#17507d", "border-color": "#17507d", color: "#fff" },
    eligible: { "background-color": "#d2ecda", "border-color": "#1a6337" },
    near: { "background-color": "#fdf1d8", "border-color": "#7a4b00" },
    unknown: { "background-color": "#f1edf9", "border-color": "#513f7d", "border-style": "dashed" },
    far: { "background-color": "#fff", "border-color": "#7d8893" },
    barred: { "background-color": "#fcebeb", "border-color": "#9b1c1c" },
    closed: { "background-color": "#edf0f2", "border-color": "#8a949e", color: "#4b5560" },
    out_of_scope: { "background-color": "#fff", "border-color": "#8a949e", "border-style": "dotted", color: "#4b5560" },
  };
  const FONT = getComputedStyle(document.body).fontFamily;

  /* 从右边中点水平离开，水平进入左边中点：两个控制点，以到直线的距离和在直线上的位置写出。 */
  function bend(edge) {
    const from = edge.source().position(), to = edge.target().position();
    const dx = to.x - from.x - WIDTH, dy = to.y - from.y, length = Math.hypot(dx, dy) || 1, reach = Math.max(dx / 2, 40);
    return {
      weights: [(reach * dx) / length ** 2, ((dx - reach) * dx + dy * dy) / length ** 2],
      distances: [(-reach * dy) / length, (reach * dy) / length],
    };
  }

  const style = [
    {
      selector: "node",
      style: {
        width: WIDTH, height: "data(height)", shape: "round-rectangle", label: "data(label)", "font-family": FONT, "font-size": 12, "line-height": 1.25, color: "#1d2329",
        "text-wrap": "wrap", "text-max-width": LETTERS * 12 + 6, "text-overflow-wrap": "anywhere", "text-valign": "center",
        "background-color": "#cfe2f3", "border-width": 1.5, "border-color": "#17507d",
      },
    },
    { selector: "node[level = 'national']", style: { "background-color": "#17507d", color: "#fff" } },
    { selector: "node[level = 'city'], node[level = 'none']", style: { "background-color": "#dff1e4", "border-color": "#1a6337" } },
    { selector: "node[kind = 'credential']", style: { "background-color": "#fff", "border-color": "#4b5560", "border-style": "dashed" } },
    {
      selector: "node[kind = 'fund']",
      style: { shape: "cut-rectangle", color: "#1d2329", "background-color": "#fdf1d8", "border-color": "#7a4b00" },
    },
    {
      selector: "edge",
      style: {
        width: 1.6, "line-color": "#7d8893", "target-arrow-color": "#7d8893", "target-arrow-shape": "triangle", "arrow-scale": 1.1,
        "curve-style": "unbundled-bezier", "edge-distances": "endpoints", "source-endpoint": "50% 0%", "target-endpoint": "-50% 0%",
        "control-point-weights": (edge) => bend(edge).weights, "control-point-distances": (edge) => bend(edge).distances,
      },
    },
    { selector: "edge[?choice]", style: { "target-arrow-fill": "hollow" } },
    { selector: "edge[why = 'ladder']", style: { "line-style": "dashed", "line-dash-pattern": [8, 5] } },
    { selector: "edge[why = 'favours']", style: { "line-style": "dotted" } },
    ...Object.entries(STATE).map(([state, look]) => ({ selector: `node[state = '${state}']`, style: { color: "#1d2329", ...look } })),
    { selector: ".faded", style: { opacity: 0.18 } },
    { selector: "edge.lit", style: { "line-color": "#17507d", "target-arrow-color": "#17507d", width: 2.6, "z-index": 9 } },
    { selector: "node.found", style: { "border-width": 5, "border-color": "#b3261e" } },
  ];

  /* 名称之下一行说类别和级别，或数据里说的；框随行数增高。 */
  function node(one) {
    const kind = { fund: "￥ 资金 · ", credential: "" }[one.kind] ?? "";
    const lines = Math.ceil(one.name.length / LETTERS) + 1;
    return { data: { ...one, label: `${one.name}\n${one.told ?? kind + LEVEL[one.level]}`, height: lines * LINE + 16 } };
  }

  function elements(drawing) {
    return [...drawing.nodes.map(node), ...drawing.edges.map((one) => ({ data: { ...one, id: `${one.source}→${one.target}` } }))];
  }

  /* 每个连通部分各自从左到右分层，再像排字一样一行行排进近似画布形状的框里。 */
  function arrange(cy) {
    const parts = cy.elements().components().map((part) => {
      part.layout({ name: "dagre", rankDir: "LR", nodeSep: 16, rankSep: 80, edgeSep: 8, fit: false }).run();
      return { part, box: part.nodes().boundingBox({ includeLabels: false }) };
    });
    parts.sort((a, b) => b.box.h - a.box.h || b.box.w - a.box.w);
    const gap = 44;
    const area = parts.reduce((sum, { box }) => sum + (box.w + gap) * (box.h + gap), 0);
    const room = Math.max(Math.sqrt(area * (cy.width() / cy.height()) * 1.15), (cy.width() - 2 * EDGE) / LEAST, ...parts.map(({ box }) => box.w));
    let x = 0, y = 0, tall = 0;
    for (const { part, box } of parts) {
      if (x > 0 && x + box.w > room) [x, y, tall] = [0, y + tall + gap, 0];
      part.nodes().shift({ x: x - box.x1, y: y - box.y1 });
      x += box.w + gap;
      tall = Math.max(tall, box.h);
    }
    cy.style().update();
  }

  function light(cy, node) {
    const path = node.union(node.predecessors()).union(node.successors());
    cy.batch(() => {
      cy.elements().addClass("faded").removeClass("lit");
      path.removeClass("faded").edges().addClass("lit");
    });
  }

  function unlight(cy) {
    cy.batch(() => cy.elements().removeClass("faded lit"));
  }

  function centre(cy, node) {
    cy.animate({ center: { eles: node }, zoom: Math.max(cy.zoom(), 1) }, { duration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 250 });
  }

  function search(cy) {
    const form = document.getElementById("find"), text = document.getElementById("q"), said = document.getElementById("found");
    let hits = cy.collection(), place = -1;
    const show = () => {
      if (hits.empty()) return;
      centre(cy, hits[place]);
      said.textContent = `${place + 1}/${hits.length}：${hits[place].data("name")}`;
    };
    const look = () => {
      const words = text.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const bears = (node) => words.every((word) => `${node.data("name")} ${node.id()}`.toLowerCase().includes(word));
      cy.nodes().removeClass("found");
      hits = words.length ? cy.nodes().filter(bears) : cy.collection();
      hits.addClass("found");
      place = hits.empty() ? -1 : 0;
      said.textContent = words.length && hits.empty() ? "图上没有；没有勾选的类别不在图上" : "";
      show();
    };
    text.addEventListener("input", look);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!hits.empty()) place = (place + 1) % hits.length;
      show();
    });
    return look;
  }

  /* 只留下勾选的类别和关系，以及因此还连着的事项。 */
  function choose(cy, every, boxes) {
    const off = boxes.filter((box) => !box.checked).map((box) => box.name);
    cy.elements().remove();
    every.restore();
    cy.remove(every.filter((one) => off.includes(one.data("kind")) || off.includes(one.data("why"))));
    cy.remove(cy.nodes().filter((one) => one.degree() === 0));
    document.getElementById("shown").textContent = `图上 ${cy.nodes().length} 项、${cy.edges().length} 条关系`;
    arrange(cy);
  }

  function steer(cy, canvas) {
    const zoom = (by) => (by === "fit" ? cy.fit(undefined, EDGE) : cy.zoom({ level: cy.zoom() * Number(by), renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } }));
    for (const button of document.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => zoom(button.dataset.zoom));
    const pans = { ArrowLeft: { x: 80, y: 0 }, ArrowRight: { x: -80, y: 0 }, ArrowUp: { x: 0, y: 80 }, ArrowDown: { x: 0, y: -80 } };
    canvas.addEventListener("keydown", (event) => {
      const by = { "+": 1.4, "=": 1.4, "-": 0.7, 0: "fit" }[event.key];
      if (pans[event.key]) cy.panBy(pans[event.key]);
      else if (by) zoom(by);
      else return;
      event.preventDefault();
    });
    cy.on("tap", "node", (event) => location.assign(event.target.data("leads") ?? `/programmes/${event.target.id()}`));
    cy.on("mouseover", "node", (event) => (canvas.classList.add("over-node"), light(cy, event.target)));
    cy.on("mouseout", "node", () => (canvas.classList.remove("over-node"), unlight(cy)));
  }

  /* 地址里带编号的，先看它；其余从左上角看起，字要看得清。 */
  function begin(cy) {
    const wanted = cy.getElementById(location.hash.slice(1));
    if (wanted.nonempty()) {
      wanted.addClass("found");
      light(cy, wanted);
      cy.zoom(1);
      cy.center(wanted);
      return;
    }
    cy.fit(undefined, EDGE);
    if (cy.zoom() < LEAST) {
      cy.zoom(LEAST);
      cy.pan({ x: EDGE, y: EDGE });
    }
  }

  async function start() {
    const place = document.getElementById("drawing");
    const answer = await fetch(place.dataset.from);
    if (!answer.ok || !window.cytoscape) return;
    const drawing = await answer.json();
    place.hidden = false;
    const list = document.getElementById("edges");
    if (list) {
      list.open = false;
      addEventListener("beforeprint", () => (list.open = true));
    }
    const canvas = document.getElementById("canvas");
    const cy = cytoscape({ container: canvas, elements: elements(drawing), style, layout: { name: "preset" }, minZoom: 0.05, maxZoom: 2.5, autoungrabify: true, boxSelectionEnabled: false });
    const every = cy.elements();
    const boxes = [...document.querySelectorAll(".drawing__kinds input")], wanted = location.hash.slice(1);
    choose(cy, every, boxes);
    if (wanted && cy.getElementById(wanted).empty() && every.getElementById(wanted).nonempty()) {
      for (const box of boxes) box.checked = true;
      choose(cy, every, boxes);
    }
    if (wanted && cy.getElementById(wanted).empty()) document.getElementById("found").textContent = "这个事项与其他事项没有关系，不在图上";
    const look = search(cy);
    for (const box of boxes) box.addEventListener("change", () => (choose(cy, every, boxes), begin(cy), look()));
    steer(cy, canvas);
    begin(cy);
  }

  start();
})();
