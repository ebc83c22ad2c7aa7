/** The look of the page: system fonts, two palettes, one column on paper. Nothing is fetched. */
export const STYLE = `
:root { color-scheme: light dark; --paper: #f6f5f1; --card: #ffffff; --ink: #1d2327; --muted: #5c666d; --line: #dcdad2;
  --grid: #e9e7e0; --accent: #0b6e8a; --point: #0b6e8a; --fit: #d1495b; --low: #d9a441; --high: #0b5d8a; --warn: #8a4b00;
  --warn-paper: #fff4de; --good: #23723b; --sea: #e4e9ec; }
@media (prefers-color-scheme: dark) { :root { --paper: #14181b; --card: #1d2327; --ink: #e9ecee; --muted: #a3adb4;
  --line: #343c42; --grid: #2a3237; --accent: #6cc3df; --point: #6cc3df; --fit: #ff8a96; --low: #8a6420; --high: #7fd0f5;
  --warn: #ffcf85; --warn-paper: #3a2c12; --good: #7ed49a; --sea: #262e33; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
main, header, footer { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 36px; }
h1 { font-size: 2rem; line-height: 1.15; margin: 0; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 44px 0 12px; letter-spacing: -0.005em; }
h3 { font-size: 1rem; margin: 0; }
p { margin: 0 0 8px; max-width: 78ch; }
a { color: var(--accent); text-underline-offset: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.lead, .note, figcaption { color: var(--muted); }
.lead { margin-top: 6px; font-size: 1.05rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(165px, 1fr)); gap: 12px; margin: 26px 0 0; padding: 0; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; }
.tiles dt { color: var(--muted); font-size: .85rem; }
.tiles dd { margin: 0; font-size: 1.4rem; font-weight: 600; letter-spacing: -0.02em; white-space: nowrap; font-variant-numeric: tabular-nums; }
.tiles small { display: block; white-space: normal; font-size: .8rem; font-weight: 400; color: var(--muted); letter-spacing: 0; line-height: 1.35; }
.warnings { background: var(--warn-paper); border-left: 4px solid var(--warn); border-radius: 6px; padding: 14px 20px; margin: 24px 0 0; }
.warnings h2 { margin: 0 0 6px; font-size: 1rem; color: var(--warn); }
.warnings ul { margin: 0; padding-left: 20px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 18px; }
.map-card { display: grid; grid-template-columns: minmax(0, 1.7fr) minmax(260px, 1fr); gap: 28px; }
figure { margin: 0; min-width: 0; }
figcaption { font-size: .85rem; margin-top: 6px; }
svg { display: block; width: 100%; height: auto; overflow: visible; }
svg text { fill: var(--muted); font-size: 12px; font-family: inherit; font-variant-numeric: tabular-nums; }
.map text { font-size: 17px; }
.map image { image-rendering: pixelated; }
.map .layer { mix-blend-mode: multiply; }
.map .relief ~ .layer { opacity: .92; }
.sea { fill: var(--sea); } .frame { fill: none; stroke: var(--muted); stroke-width: 1; }
.map .relief { filter: contrast(.75) brightness(1.18); }
.map-side ol { list-style: none; margin: 20px 0 0; padding: 0; }
.map-side li { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 12px; align-items: center; padding: 9px 0; border-top: 1px solid var(--line); }
.map-side li a { font-weight: 600; } .map-side li div { font-size: .92rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
.map-side .note { margin-top: 18px; font-size: .9rem; }
.place circle { fill: #101418; stroke: #fff; stroke-width: 2.5; } .place text { fill: #fff; font-weight: 700; }
.place:hover circle, .place:focus circle { fill: var(--accent); }
.reference { fill: #101418; stroke: #fff; stroke-width: 2.5; }
#cross[hidden] { display: none; } #cross circle { fill: none; stroke: #101418; stroke-width: 2.5; } #cross circle + circle { stroke: #fff; stroke-width: 1; }
.map-frame { border-radius: 4px; cursor: crosshair; }
.layers { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 10px; }
.layers label { cursor: pointer; }
.layers input { position: absolute; opacity: 0; }
.layers span { display: inline-block; padding: 4px 14px; border: 1px solid var(--line); border-radius: 999px; font-size: .9rem; }
.layers input:checked + span { background: var(--accent); border-color: var(--accent); color: var(--card); font-weight: 600; }
.layers input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
figure:has([value=velocity]:checked) :is(.layer, .colorbar):not(.velocity),
figure:has([value=deviation]:checked) :is(.layer, .colorbar):not(.deviation),
figure:has([value=coherence]:checked) :is(.layer, .colorbar):not(.coherence) { display: none; }
.colorbar { max-width: 520px; margin: 6px auto 0; font-size: .82rem; color: var(--muted); text-align: center; }
.colorbar .ramp { height: 12px; border-radius: 3px; border: 1px solid var(--line); print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.colorbar .values { position: relative; height: 1.3em; font-variant-numeric: tabular-nums; }
.colorbar .values span { position: absolute; transform: translateX(-50%); }
.colorbar p { margin: 0 auto; }
.readout { min-height: 1.6em; margin: 8px auto 0; text-align: center; font-size: .9rem; font-variant-numeric: tabular-nums; }
.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 16px; margin: 0; font-size: .92rem; align-content: start; }
.facts dt { color: var(--muted); } .facts dd { margin: 0; overflow-wrap: anywhere; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap: 16px; }
.chart .grid { stroke: var(--grid); } .chart .zero { stroke: var(--muted); stroke-opacity: .55; }
.tick, .axis { stroke: var(--muted); }
.fit { fill: none; stroke: var(--fit); stroke-width: 2; }
.point { fill: var(--point); fill-opacity: .85; } .point.out { fill: none; stroke: var(--muted); stroke-width: 1.4; }
.pair { stroke: color-mix(in oklab, var(--high) var(--share), var(--low)); stroke-width: 1.5; }
.pair.dropped { stroke: var(--muted); stroke-opacity: .5; stroke-width: 1; stroke-dasharray: 4 4; }
.date { fill: var(--card); stroke: var(--ink); stroke-width: 1.6; } .date.lost { stroke: var(--muted); stroke-dasharray: 2 2; }
.bar { fill: var(--point); fill-opacity: .75; } .bar.out { fill: var(--fit); } .bar.zero-date { fill: var(--good); }
.corrections { margin-top: 16px; } .quieter { stroke: var(--good); fill: var(--good); } .noisier { stroke: var(--fit); fill: var(--fit); }
.was { fill: var(--card); stroke-width: 1.6; }
.place-head { display: flex; align-items: baseline; gap: 10px; flex-wrap: wrap; }
.badge { display: inline-grid; place-items: center; width: 1.7em; height: 1.7em; border-radius: 50%; background: #101418; color: #fff; font-size: .85rem; font-weight: 700; border: 1px solid var(--line); }
.place-head .speed { margin-left: auto; font-variant-numeric: tabular-nums; font-weight: 600; }
.why { color: var(--muted); font-size: .88rem; margin: 2px 0 6px; }
.key i { display: inline-block; width: 22px; height: 4px; border-radius: 2px; vertical-align: middle; margin: 0 4px 0 10px; }
.key .blend { width: 70px; background: linear-gradient(to right in oklab, var(--low), var(--high)); }
.key .good { background: var(--good); } .key .outs { background: var(--fit); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--muted); font-size: .82rem; }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tr:last-child > * { border-bottom: 0; }
td.number, th.number { text-align: right; }
tbody th { color: var(--ink); font-size: inherit; white-space: nowrap; }
code, pre { font: .86em/1.5 ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; overflow-x: auto; margin: 0; }
.state { white-space: nowrap; } .state.done { color: var(--good); } .state.not { color: var(--muted); }
.files td:first-child { white-space: nowrap; }
.figures { columns: 3 230px; list-style: none; padding: 0; margin: 0; font-size: .9rem; }
.figures li { break-inside: avoid; padding: 1px 0; }
details summary { cursor: pointer; color: var(--accent); margin-top: 8px; }
footer { margin-top: 48px; padding-bottom: 48px; color: var(--muted); font-size: .86rem; border-top: 1px solid var(--line); padding-top: 14px; }
@media (prefers-color-scheme: dark) { .map .relief { filter: contrast(.7) brightness(.98); } }
@media (max-width: 860px) { .map text { font-size: 27px; } .map .place circle { r: 22px; } .map-card { grid-template-columns: minmax(0, 1fr); } header { padding-top: 22px; } }
@media print { :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --muted: #444; --line: #bbb; --grid: #ddd; --point: #0b6e8a;
  --fit: #b3261e; --accent: #000; --low: #c98a1a; --high: #0b5d8a; --warn: #8a4b00; --warn-paper: #fff; --sea: #eee; }
  body { font-size: 10.5pt; } .layers, .readout { display: none; } .card, .tiles div { break-inside: avoid; } h2 { break-after: avoid; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; } svg image, .bar, .point { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;

/** What the page does by itself: it tells the values under the pointer. Everything else works without it. */
export const SCRIPT = `
(async () => {
  const data = JSON.parse(document.getElementById('values').textContent);
  const frame = document.getElementById('map');
  const [length, width] = data.shape;
  const unpack = async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'));
    return new Response(stream).arrayBuffer();
  };
  const velocity = new Int16Array(await unpack(data.velocity));
  const coherence = new Uint8Array(await unpack(data.coherence));
  const svg = frame.querySelector('svg');
  const cross = document.getElementById('cross');
  const readout = document.getElementById('readout');
  let at = { y: length >> 1, x: width >> 1 };
  const place = ({ y, x }) => {
    const f = data.frame;
    if (f.kind === 'geo') {
      const lat = f.north + (y + 0.5) * f.latStep, lon = f.west + (x + 0.5) * f.lonStep;
      return Math.abs(lat).toFixed(4) + '°' + (lat < 0 ? 'S' : 'N') + ' ' + Math.abs(lon).toFixed(4) + '°' + (lon < 0 ? 'W' : 'E');
    }
    if (f.kind === 'projected') return 'E ' + (f.west + (x + 0.5) * f.xStep).toFixed(0) + ' m, N ' + (f.north + (y + 0.5) * f.yStep).toFixed(0) + ' m';
    return 'line ' + (y * data.step + (data.step >> 1)) + ', sample ' + (x * data.step + (data.step >> 1));
  };
  const show = () => {
    const i = at.y * width + at.x;
    const parts = [place(at)];
    parts.push(velocity[i] === -32768 ? 'not reliable' : (velocity[i] / 10).toFixed(1).replace('-', '\\u2212') + ' mm/year');
    if (coherence[i] !== 255) parts.push('coherence ' + (coherence[i] / 100).toFixed(2));
    readout.textContent = parts.join('  ·  ');
    const right = (at.x + 0.5) / width, down = (at.y + 0.5) / length;
    cross.removeAttribute('hidden');
    cross.setAttribute('transform', 'translate(' + (data.box.left + (data.flipLeftRight ? 1 - right : right) * data.box.width) + ' ' + (data.box.top + (data.flipUpDown ? 1 - down : down) * data.box.height) + ')');
  };
  frame.addEventListener('pointermove', (event) => {
    const outer = svg.getBoundingClientRect();
    const scale = data.total.width / outer.width;
    const right = ((event.clientX - outer.left) * scale - data.box.left) / data.box.width;
    const down = ((event.clientY - outer.top) * scale - data.box.top) / data.box.height;
    if (!(right >= 0 && right < 1 && down >= 0 && down < 1)) return;
    at = { x: Math.floor((data.flipLeftRight ? 1 - right : right) * width), y: Math.floor((data.flipUpDown ? 1 - down : down) * length) };
    at = { x: Math.min(width - 1, at.x), y: Math.min(length - 1, at.y) };
    show();
  });
  frame.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (!step) return;
    event.preventDefault();
    const stride = event.shiftKey ? 10 : 1;
    const dy = step[0] * (data.flipUpDown ? -1 : 1) * stride, dx = step[1] * (data.flipLeftRight ? -1 : 1) * stride;
    at = { y: Math.max(0, Math.min(length - 1, at.y + dy)), x: Math.max(0, Math.min(width - 1, at.x + dx)) };
    show();
  });
})();
`;
