import { html, trusted, type Answer } from "#simulator/play.ts";
import { problemText, simulatedMark, sitePages } from "#simulator/site.ts";

const style = trusted(`
:root{color-scheme:light;--blue:#0074cc;--ink:#0c1014;--soft:#5b6570;--line:#dbdfe4;--wash:#fafafa}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;background:var(--wash);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;display:flex;flex-direction:column}
header{display:flex;justify-content:flex-end;padding:10px 16px}
.simulated{font-size:12px;color:#6b4a00;background:#fff3d1;border:1px solid #f0d58a;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:420px;margin:12px auto 32px;padding:0 16px;flex:1}
.mark{display:block;text-align:center;font:italic 600 36px/1.1 "Snell Roundhand","Segoe Script","Brush Script MT",cursive;margin:8px 0 12px;padding-bottom:8px;background:linear-gradient(60deg,#c2571a,#c13584 45%,#5851db);-webkit-background-clip:text;background-clip:text;color:transparent}
.card{background:#fff;border:1px solid var(--line);border-radius:12px;padding:24px}
h1{font-size:19px;line-height:1.3;margin:0 0 8px;text-align:center}
p{margin:0 0 12px}
.soft,small{color:var(--soft);font-size:13px}
.middle{text-align:center}
.face{display:flex;flex-direction:column;align-items:center;gap:8px;margin-bottom:12px}
.face img,.row img,.account img{border-radius:50%}
.ring{padding:3px;border-radius:50%;background:linear-gradient(45deg,#f9ce34,#ee2a7b,#6228d7)}
.ring img{display:block;border:3px solid #fff;background:#fff}
label.field{display:block;font-size:13px;margin-bottom:4px}
input[type=text],input[type=password]{font:inherit;width:100%;padding:11px;border:1px solid var(--line);border-radius:8px;background:var(--wash);margin-bottom:12px}
button,.button{font:inherit;font-weight:600;border:0;border-radius:10px;padding:11px 16px;cursor:pointer;background:#eef0f3;color:var(--ink);width:100%}
.primary{background:var(--blue);color:#fff;margin-bottom:8px}
button:hover{filter:brightness(.96)}
:focus-visible{outline:3px solid #6ea8ff;outline-offset:2px}
.link{background:none;color:var(--blue);padding:6px;width:auto}
form{margin:0}
fieldset{border:0;margin:16px 0;padding:0}
legend{padding:0;font-weight:600;margin-bottom:4px}
.row{display:flex;gap:12px;align-items:center;padding:12px 0;border-bottom:1px solid #eef0f2}
.row:last-child{border-bottom:0}
.row label{flex:1;cursor:pointer;display:flex;flex-direction:row-reverse;justify-content:space-between;gap:12px;align-items:center}
.row>span{flex:1}
.row small{display:block}
.row button{width:auto}
input[type=checkbox]{appearance:none;width:44px;height:26px;border-radius:13px;background:#c7ccd3;position:relative;flex:none;margin:0;cursor:pointer;transition:background .15s}
input[type=checkbox]::after{content:"";position:absolute;top:3px;left:3px;width:20px;height:20px;border-radius:50%;background:#fff;transition:left .15s}
input[type=checkbox]:checked{background:var(--blue)}
input[type=checkbox]:checked::after{left:21px}
.problem{background:#ffebe9;border:1px solid #ffb3ad;color:#8a1c12;border-radius:8px;padding:10px 12px}
.account{display:flex;align-items:center;gap:12px;width:100%;text-align:left;background:#fff;border:1px solid var(--line);margin-bottom:8px;padding:10px 12px;border-radius:10px}
.account span{flex:1;font-weight:600}
.account small{font-weight:400;display:block}
div.account{color:var(--soft)}
footer{padding:16px;text-align:center;color:var(--soft);font-size:12px}
details{margin-top:16px;font-size:13px;color:var(--soft)}
ul{padding-left:18px}
code{font-size:12px}
`);

/** A page of the simulated instagram.com. */
export const instagramPage = sitePages({
  style,
  tab: (title) => `${title} • Instagram`,
  body: (content) =>
    html`<header>${simulatedMark}</header>
      <main><span class="mark">Instagram</span>${content}</main>`,
  reaches: "Instagram",
});

/** A page that ends a login which cannot go on; the browser is not sent back to the app. */
export const errorPage = (title: string, text: string, status = 400): Answer =>
  instagramPage(title, html`<div class="card">${problemText(title, text, "middle")}</div>`, status);
