/** The page's looks, in light and dark, and on paper. */
export const styleSheet = `
:root { color-scheme: light dark; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --back: #ffffff; --soft: #f6f8fa;
  --link: #0969da; --calm: #1a7f37; --warning: #9a6700; --alarm: #cf222e; --moving: #0969da; }
@media (prefers-color-scheme: dark) {
  :root { --text: #f0f6fc; --quiet: #9198a1; --line: #3d444d; --back: #0d1117; --soft: #151b23;
    --link: #4493f8; --calm: #3fb950; --warning: #d29922; --alarm: #f85149; --moving: #4493f8; }
}
@media print {
  :root { --text: #000000; --quiet: #444444; --line: #999999; --back: #ffffff; --soft: #ffffff;
    --link: #000000; --calm: #1a7f37; --warning: #9a6700; --alarm: #cf222e; --moving: #0969da; }
  article, tr, svg svg { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: break-word; }
main { max-width: 1200px; margin: 0 auto; padding: 24px 20px 48px; }
header { border-left: 6px solid var(--tone); background: var(--soft); padding: 12px 20px; border-radius: 6px; }
.calm { --tone: var(--calm); } .warning { --tone: var(--warning); } .alarm { --tone: var(--alarm); }
h1 { margin: 0; font-size: 28px; line-height: 1.25; color: var(--tone); }
h1::first-letter { text-transform: uppercase; }
h2 { margin: 36px 0 8px; font-size: 20px; border-bottom: 1px solid var(--line); padding-bottom: 4px; }
h3 { margin: 24px 0 6px; font-size: 16px; }
p { margin: 6px 0; } ul { margin: 6px 0; padding-left: 22px; }
.counts { font-weight: 600; }
a { color: var(--link); overflow-wrap: anywhere; }
code { font: 0.9em ui-monospace, "Cascadia Mono", "Liberation Mono", monospace; background: var(--soft);
  border: 1px solid var(--line); border-radius: 4px; padding: 0 4px; overflow-wrap: anywhere; }
.wide { overflow-x: auto; margin: 8px 0; }
table { border-collapse: collapse; width: 100%; }
th, td { border: 1px solid var(--line); padding: 6px 10px; text-align: left; vertical-align: top; }
thead th { background: var(--soft); }
tbody th { font-weight: normal; text-align: right; width: 1%; }
.path { color: var(--quiet); font-size: 13px; }
.path code { border: 0; padding: 0; background: none; }
footer { margin-top: 36px; color: var(--quiet); font-size: 13px; }
svg { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; }
main > section .wide > svg { max-width: 100%; height: auto; min-width: 860px; }
svg text { fill: var(--text); }
.half { font-size: 16px; font-weight: 600; }
.card { fill: var(--back); stroke: var(--line); stroke-width: 1.5; }
.made > .card { stroke: var(--calm); stroke-width: 3; } .leaving > .card { stroke: var(--alarm); stroke-width: 3; }
.title { font-weight: 600; font-size: 14px; }
.about text, .detail text, svg text.nothing { fill: var(--quiet); } .about, .detail { font-size: 12px; }
svg text.nothing { font-style: italic; }
.rule { stroke: var(--line); }
.link, .becomes { fill: none; stroke: var(--quiet); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.dot { fill: var(--calm); } .dot.idle { fill: var(--alarm); }
.moving .name { font-weight: 600; } .moving .detail text { fill: var(--moving); }
`;
