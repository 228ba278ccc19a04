import { html, portrait, svg, type Answer, type Call, type Person, type Play } from "#simulator/play.ts";
import { appsPage } from "#simulator/site.ts";
import { consent } from "./consent.ts";
import { siteHost } from "./hosts.ts";
import { door } from "./login.ts";
import { errorPage, xingPage } from "./look.ts";
import { findMember, memberId, pageName } from "./members.ts";

/** Answers www.xing.com: the consent, and the little of the site that people need around it. */
export function answerSite(play: Play, call: Call): Answer {
  if (call.path === "/v1/authorize") return consent(play, call);
  if (call.path === "/" || call.path === "/settings") return settings(play, call);
  const [, folder, name = ""] = /^\/(profile|img\/users)\/([^/]+)$/.exec(call.path) ?? [];
  if (folder === "profile") return profile(findMember(play, (one) => encodeURIComponent(pageName(one)) === name));
  const [id] = name.split(".");
  const pictured = folder && findMember(play, (one) => memberId(one) === id);
  return pictured ? svg(portrait(pictured.name)) : nothingHere;
}

const nothingHere = errorPage("This page does not exist", "The link may be broken.", 404);

const profile = (person: Person | undefined): Answer =>
  person
    ? xingPage(
        person.name,
        html`<div class="card">
          <div class="body">
            <div class="who">
              <img src="/${siteHost}/img/users/${memberId(person)}.140x185.jpg" alt="" />
              <h1>${person.name}</h1>
            </div>
          </div>
        </div>`,
      )
    : nothingHere;

/** Which applications a person lets in; where XING keeps this page is unconfirmed (§6). */
const settings = (play: Play, call: Call): Answer =>
  appsPage(play, call, {
    door: door(play),
    title: "Applications",
    page: xingPage,
    row: (app) => html`<span>${app?.name}<small>may post in your name</small></span>`,
    remove: "Remove",
    whole: ({ name }, rows, out) =>
      html`<div class="card">
        <div class="body">
          <h1>Applications with access</h1>
          <p class="soft">You are logged in as ${name}.</p>
          ${rows.length > 0 ? rows : html`<p>No application has access to your account.</p>`}
        </div>
        <div class="actions">${out}</div>
      </div>`,
  });
