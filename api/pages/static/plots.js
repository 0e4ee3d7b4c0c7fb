"use strict";
// 报告页的统计图：数据由服务器写在 data-plot 里，旁边的表格说同样的话；ECharts 到图快要露面时才取。

const COLOURS = { national: "#123f63", provincial: "#4f88b5", municipal: "#b9d2e6" };
const STROKES = { national: "#fff", provincial: "#fff", municipal: "#123f63" };
const DECALS = {
  now: null,
  path: { symbol: "rect", dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
  ceiling: { symbol: "circle", symbolSize: 0.6, dashArrayX: [[7, 0], [0, 7]], dashArrayY: [5, 0] },
};
const INK = "#1d2329", QUIET = "#545e69", LINE = "#d8dee4", ACCENT = "#17507d";
const NEAR = "400px";

const charts = new Map();
let library = null;

function fetched() {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = document.querySelector("[data-plots-from]").dataset.plotsFrom;
    script.onload = () => resolve(window.echarts);
    script.onerror = () => {
      library = null;
      reject(new Error(script.src));
    };
    document.head.append(script);
  });
  return library;
}

function axes(x, unit) {
  const text = { color: QUIET, fontSize: 12 };
  return {
    grid: { left: 8, right: 16, top: 32, bottom: 4, containLabel: true },
    xAxis: { axisLine: { lineStyle: { color: QUIET } }, axisTick: { show: false }, axisLabel: text, ...x },
    yAxis: { type: "value", name: unit, nameTextStyle: { ...text, align: "left" }, nameGap: 12, axisLabel: text, splitLine: { lineStyle: { color: LINE } } },
  };
}

function money(plot) {
  const shown = plot.series.map((one) => ({
    type: "bar", stack: "all", barMaxWidth: 56, name: one.name, data: one.amounts.map((amount) => amount || null),
    itemStyle: {
      color: COLOURS[one.payer], borderColor: "#fff", borderWidth: 1,
      decal: DECALS[one.sure] && { ...DECALS[one.sure], color: STROKES[one.payer] },
    },
  }));
  const label = { show: true, position: "top", color: INK, formatter: (bar) => plot.sums[bar.dataIndex] || "" };
  const sums = { type: "bar", stack: "all", data: plot.sums.map(() => 0), label, silent: true };
  return { ...axes({ type: "category", data: plot.years.map(String) }, "万元"), series: [...shown, sums] };
}

function ways(plot) {
  const years = plot.points.map((one) => one.year);
  const first = Math.min(...years);
  const shown = Array.from({ length: Math.max(...years) - first + 1 }, (_, place) => `${first + place} 年`);
  const data = plot.points.map((one, place) => ({
    value: [one.year - first, one.total],
    symbol: one.best ? "rect" : "circle",
    itemStyle: { color: one.best ? ACCENT : "#fff", borderColor: ACCENT, borderWidth: 2 },
    label: { formatter: one.name, position: place % 2 ? "bottom" : "top" },
  }));
  const label = { show: true, color: INK, fontSize: 13, textBorderColor: "#fff", textBorderWidth: 3 };
  const axis = { type: "category", data: shown };
  return { ...axes(axis, "万元"), series: [{ type: "line", lineStyle: { width: 0 }, symbolSize: 13, label, data }] };
}

const KINDS = { money, ways };

function draw(place) {
  const plot = JSON.parse(place.dataset.plot);
  const chart = window.echarts.init(place, null, { devicePixelRatio: Math.max(2, window.devicePixelRatio), locale: "ZH" });
  chart.setOption({
    animation: false, textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    aria: { enabled: true, label: { description: place.getAttribute("aria-label") } }, ...KINDS[plot.kind](plot),
  });
  charts.set(place, chart);
  resized.observe(place);
}

// 打印时不重排，由样式表缩放
const resized = new ResizeObserver((entries) => {
  if (!window.matchMedia("print").matches) entries.forEach((entry) => charts.get(entry.target)?.resize());
});

function show(place) {
  seen.unobserve(place);
  return fetched()
    .then(() => place.isConnected && !charts.has(place) && draw(place))
    .catch(() => (place.hidden = true)); // 取不到时表格还在
}

const seen = new IntersectionObserver(
  (entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => show(entry.target)),
  { rootMargin: NEAR },
);

// 打印之前把还没露面的也画上
window.drawPlots = () => Promise.all([...document.querySelectorAll("[data-plot]")].map(show));

function watch(root) {
  for (const [place, chart] of charts) {
    if (place.isConnected) continue;
    resized.unobserve(place);
    chart.dispose();
    charts.delete(place);
  }
  for (const place of root.querySelectorAll("[data-plot]")) {
    place.hidden = false;
    seen.observe(place);
  }
}

document.addEventListener("htmx:load", (event) => watch(event.detail.elt));
document.addEventListener("DOMContentLoaded", () => watch(document));
