import { html, trusted, type Answer } from "#simulator/play.ts";
import { simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light;--ink:#0f1419;--soft:#536471;--line:#eff3f4;--edge:#cfd9de;--blue:#0b6fb8}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:#fff;color:var(--ink);font:16px/1.4 -apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;display:flex;flex-direction:column}
header{display:flex;justify-content:space-between;align-items:center;gap:12px;padding:14px 20px;border-bottom:1px solid var(--line)}
header svg{width:26px;height:26px;display:block}
.simulated{font-size:12px;color:#6b4a00;background:#fff3d1;border:1px solid #f0d58a;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:480px;margin:28px auto;padding:0 20px;flex:1}
h1{font-size:27px;line-height:1.15;letter-spacing:-.5px;margin:0 0 20px;font-weight:800}
h2{font-size:17px;margin:24px 0 8px}
p{margin:0 0 14px}
form+p{margin-top:20px}
.soft,small{color:var(--soft);font-size:14px}
.pair{display:flex;align-items:center;gap:12px;margin:0 0 20px}
.pair .app{width:48px;height:48px;border-radius:12px;background:var(--ink);color:#fff;display:grid;place-items:center;font-weight:800;font-size:20px}
.who{display:flex;align-items:center;gap:12px;border:1px solid var(--edge);border-radius:16px;padding:12px 14px;margin-bottom:20px}
.who img,.row img{width:40px;height:40px;border-radius:50%;flex:none}
.who small,.row small{display:block}
ul{margin:0;padding:0;list-style:none}
li{padding:8px 0 8px 26px;position:relative}
li::before{content:"";position:absolute;left:4px;top:15px;width:8px;height:8px;border-radius:50%;background:var(--ink)}
form{margin:0}
label{display:block}
.field{font-size:13px;color:var(--soft);margin:0 0 4px 2px}
input[type=text],input[type=password]{font:inherit;width:100%;padding:15px 12px;border:1px solid var(--edge);border-radius:6px;margin-bottom:16px}
.row{display:flex;align-items:center;gap:12px;padding:12px 0;border-bottom:1px solid var(--line)}
.row label,.row>span{flex:1;display:flex;align-items:center;gap:12px}
.off b{color:var(--soft)}
.off>span{display:block}
.row button{width:auto;margin:0}
button{font:inherit;font-weight:700;width:100%;min-height:46px;border-radius:999px;border:1px solid var(--edge);background:#fff;color:var(--ink);padding:10px 22px;margin-top:12px;cursor:pointer}
.primary{background:var(--ink);border-color:var(--ink);color:#fff;margin-top:24px}
button:hover{filter:brightness(.95)}
.primary:hover{background:#272c30}
.link{border:0;color:var(--blue);font-weight:400}
:focus-visible{outline:3px solid #8ecdf8;outline-offset:2px}
.problem{background:#fdecec;color:#8a0d14;border-radius:12px;padding:12px 14px}
footer{padding:16px;text-align:center;color:var(--soft);font-size:12px}
details{margin-top:24px;font-size:13px;color:var(--soft)}
details li{padding:4px 0}
details li::before{content:none}
code{font-size:12px}
`);

const mark = html`<svg viewBox="0 0 24 24" role="img" aria-label="X">
  <path
    fill="#0f1419"
    d="M3 3h5.2l4.4 6.2L18 3h2.2l-6.6 7.6L21 21h-5.2l-4.8-6.7L5.2 21H3l7-8.1L3 3zm3.1 1.7 10.6 14.6h1.3L7.4 4.7z"
  />
</svg>`;

/** A page of the simulated x.com. */
export const xPage = sitePages({
  style,
  tab: (title) => `${title} / X`,
  body: (content) =>
    html`<header>${mark}${simulatedMark}</header>
      <main>${content}</main>`,
  reaches: "X",
});

/** A page that ends a visit which cannot go on; the browser is not sent back to the app. */
export const errorPage = (text: string, status = 400): Answer =>
  xPage(
    "Something went wrong",
    html`<h1>Something went wrong</h1>
      <p role="alert">${text}</p>`,
    status,
  );
