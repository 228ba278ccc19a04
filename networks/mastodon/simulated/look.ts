import { html, trusted, type Answer, type Call, type Markup } from "#simulator/play.ts";
import { problemText, simulatedMark, sitePages } from "#simulator/site.ts";
import { isHollo, serverAt } from "./servers.ts";

const style = trusted(`
:root{color-scheme:dark;--ground:#13141b;--card:#1f2029;--line:#3a3b4a;--ink:#f2f2f7;--soft:#a9abc0;--accent:#6364ff;--onaccent:#fff;--field:#15161d;--radius:10px}
.hollo{color-scheme:light;--ground:#faf7f2;--card:#fff;--line:#ddd5c8;--ink:#2b2521;--soft:#6f665e;--accent:#7a4a2b;--onaccent:#fff;--field:#fff;--radius:4px}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--ground);color:var(--ink);font:16px/1.5 Inter,"Segoe UI",system-ui,Roboto,Arial,sans-serif}
header{width:100%;max-width:440px;margin:28px auto 0;padding:0 18px;display:flex;align-items:center;justify-content:space-between;gap:12px}
.mark{font-size:21px;font-weight:800;letter-spacing:-.3px;overflow-wrap:anywhere}
.mark small{display:block;font-size:13px;font-weight:400;letter-spacing:0}
.simulated{flex:none;font-size:12px;color:#3d3300;background:#f6e7a6;border-radius:999px;padding:2px 10px}
main{width:100%;max-width:440px;margin:20px auto;padding:0 18px;flex:1}
.card{background:var(--card);border:1px solid var(--line);border-radius:var(--radius);padding:22px}
h1{font-size:20px;line-height:1.3;margin:0 0 10px}
h2{font-size:14px;margin:18px 0 8px;color:var(--soft);font-weight:600}
p{margin:0 0 14px}
small,.soft{color:var(--soft);font-size:14px}
ul.scopes{list-style:none;margin:0 0 18px;padding:0;border:1px solid var(--line);border-radius:var(--radius)}
ul.scopes li{padding:11px 14px;border-top:1px solid var(--line)}
ul.scopes li:first-child{border-top:0}
ul.scopes code{display:block;font-size:12px;color:var(--soft)}
.who{display:flex;align-items:center;gap:12px;margin:0 0 16px;overflow-wrap:anywhere}
.who img,.row img{flex:none;width:46px;height:46px;border-radius:var(--radius)}
.who small,.row small{display:block}
label{display:block;font-weight:600;font-size:14px;margin:0 0 5px}
input[type=email],input[type=password]{font:inherit;width:100%;padding:11px 12px;color:inherit;background:var(--field);border:1px solid var(--line);border-radius:var(--radius);margin:0 0 16px}
.row{display:flex;align-items:center;gap:12px;padding:10px 0;border-bottom:1px solid var(--line)}
.row label{display:flex;align-items:center;gap:12px;margin:0;flex:1;cursor:pointer}
.row input{width:19px;height:19px;accent-color:var(--accent)}
.list{margin:0 0 18px}
button{font:inherit;font-weight:600;width:100%;border:1px solid var(--line);border-radius:var(--radius);padding:11px 18px;margin:0 0 10px;cursor:pointer;background:transparent;color:var(--ink)}
.primary{background:var(--accent);border-color:var(--accent);color:var(--onaccent)}
button:hover{filter:brightness(1.12)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.link{width:auto;border:0;padding:4px 0;margin:0;font-weight:400;text-decoration:underline}
form{margin:0}
.problem{border-left:4px solid #e5484d;padding:8px 12px;background:#e5484d22}
details{margin-top:16px;font-size:14px;color:var(--soft)}
footer{padding:18px;text-align:center;color:var(--soft);font-size:13px}
`);

/** A page of a simulated server: its host is its name, as on the real ones. */
export const serverPage = ({ host }: Pick<Call, "host">, title: string, content: Markup, status = 200): Answer =>
  pageAt(host)(title, content, status);

const pageAt = (host: string) =>
  sitePages({
    style,
    tab: (title) => `${title} - ${serverAt(host).title}`,
    bodyClass: isHollo(host) && "hollo",
    body: (content) =>
      html`<header>
          <span class="mark">${host}<small class="soft">${serverAt(host).title}</small></span
          >${simulatedMark}
        </header>
        <main>${content}</main>`,
    reaches: "a real server",
  });

/** A page that ends here; the browser is not sent back to the app. */
export const errorPage = (call: Call, title: string, text: string, status: number): Answer =>
  serverPage(call, title, html`<div class="card">${problemText(title, text)}</div>`, status);
