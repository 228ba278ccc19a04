import { html, trusted, type Answer } from "#simulator/play.ts";
import { simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light;--ink:#161823;--soft:#5d5e66;--line:#e3e3e4;--wash:#f8f8f8;--red:#fe2c55}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:#fff;color:var(--ink);font:16px/1.45 system-ui,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;display:flex;flex-direction:column}
header{display:flex;align-items:center;justify-content:space-between;padding:14px 20px;border-bottom:1px solid var(--line)}
.mark{font-size:24px;font-weight:800;letter-spacing:-.8px;text-shadow:-1px -1px 0 #25f4ee,1px 1px 0 #fe2c55}
.simulated{font-size:12px;color:#6b4a00;background:#fff3d1;border:1px solid #f0d58a;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:440px;margin:24px auto;padding:0 20px;flex:1}
h1{font-size:24px;line-height:1.25;margin:0 0 8px}
p{margin:0 0 14px}
.soft,small{color:var(--soft);font-size:14px}
form{margin:0}
.who{display:flex;gap:12px;align-items:center;padding:14px 0}
.who img,.row img,.app{width:48px;height:48px;border-radius:50%;flex:none}
.app{display:grid;place-items:center;background:var(--ink);color:#fff;font-weight:700;font-size:20px;border-radius:12px}
.who strong,.row strong{display:block}
.who form,.who a{margin-left:auto}
.list{border-top:1px solid var(--line);margin:8px 0 20px}
.row{display:flex;align-items:center;gap:12px;padding:14px 0;border-bottom:1px solid var(--line)}
.row label{display:flex;align-items:center;gap:12px;flex:1;cursor:pointer}
.row span{flex:1}
.row small{display:block}
.account{flex-wrap:wrap;row-gap:0}
.account small{flex-basis:100%;padding-left:92px;margin-top:-12px}
.off strong{color:var(--soft);font-weight:500}
.who h1{margin:0}
input[type=email],input[type=password],input[type=text]{font:inherit;width:100%;padding:13px 12px;border:1px solid var(--line);background:var(--wash);border-radius:4px;margin:4px 0 14px}
input[type=radio]{width:20px;height:20px;accent-color:var(--red);flex:none}
input[type=checkbox]{appearance:none;position:relative;width:46px;height:28px;flex:none;margin:0;border-radius:999px;background:#d0d1d3;cursor:pointer}
input[type=checkbox]::after{content:"";position:absolute;top:3px;left:3px;width:22px;height:22px;border-radius:50%;background:#fff;transition:left .15s}
input[type=checkbox]:checked{background:#0a8f84}
input[type=checkbox]:checked::after{left:21px}
button,.button{font:inherit;font-weight:600;border:1px solid var(--line);border-radius:4px;background:#fff;color:var(--ink);padding:11px 16px;cursor:pointer;text-decoration:none}
.primary{background:#d91f46;border-color:#d91f46;color:#fff}
.primary:hover{background:#b81a3b}
.wide{width:100%;margin-bottom:10px}
.link{border:0;background:none;color:#c41e44;padding:6px 0}
.stack{display:flex;flex-direction:column-reverse}
:focus-visible{outline:3px solid #25a8a2;outline-offset:2px}
.problem{background:#fff0f2;border:1px solid #ffb8c6;color:#8f1230;border-radius:4px;padding:10px 12px}
details{margin-top:20px;font-size:14px;color:var(--soft)}
summary{cursor:pointer}
ul{padding-left:18px}
code{font-size:13px}
footer{padding:18px;text-align:center;color:var(--soft);font-size:13px}
`);

/** A page of the simulated tiktok.com. */
export const tiktokPage = sitePages({
  style,
  tab: (title) => `${title} | TikTok`,
  body: (content) =>
    html`<header><span class="mark">TikTok</span>${simulatedMark}</header>
      <main>${content}</main>`,
  reaches: "TikTok",
});

/** A page that ends a login which cannot go on; the browser is not sent back to the app. */
export const errorPage = (title: string, text: string, status = 400): Answer =>
  tiktokPage(
    title,
    html`<h1>${title}</h1>
      <p role="alert">We couldn't log in with TikTok. This may be due to specific app settings.</p>
      <p class="soft">If you're a developer, correct the following and try again: <code>${text}</code></p>`,
    status,
  );
