import { html, trusted } from "#simulator/play.ts";
import type { Answer, App, Call, Markup, Page, Person } from "#simulator/play.ts";
import { here } from "#simulator/site.ts";
import { isAdAccount, pictureHost } from "./accounts.ts";
import { tiktokPage } from "./look.ts";
import { basic, scopes } from "./scopes.ts";

/** What every screen of one consent needs. */
export interface Scene {
  call: Call;
  app: App;
  person: Person;
}

/** On TikTok's own pages the address needs no signature. */
export const picture = (account: Page): string => `/${pictureHost}/${account.id}.svg`;

const appMark = (app: App): Markup => html`<span class="app" aria-hidden="true">${app.name[0]}</span>`;

function accountRow(account: Page, isFirst: boolean): Markup {
  if (isAdAccount(account))
    return html`<div class="row off">
      <span
        ><strong>${account.name}</strong
        ><small>Advertiser account. It has no profile and no videos, so apps cannot post to it.</small></span
      >
    </div>`;
  return html`<div class="row account">
    <label
      ><input type="radio" name="page" value="${account.id}" ${isFirst && trusted(" checked")} /><img
        src="${picture(account)}"
        alt=""
      /><strong>${account.name}</strong></label
    ><small>@${account.username}</small>
  </div>`;
}

/** Which of the person's accounts? Only one can be chosen: one consent is one account. */
export function accountsScreen({ call, app }: Scene, accounts: Page[]): Answer {
  const first = accounts.find((one) => !isAdAccount(one));
  return tiktokPage(
    "Choose an account",
    html`<h1>Choose an account</h1>
      <p class="soft">${app.name} gets access to the one account that you choose.</p>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="pages" />
        <div class="list">${accounts.map((one) => accountRow(one, one === first))}</div>
        ${
          first
            ? html`<button class="primary wide">Continue</button>`
            : html`<p>With this login there is no account that an app could use.</p>`
        }<button class="wide" name="step" value="cancel">Cancel</button>
      </form>
      ${anotherLogin(call)}`,
  );
}

const anotherLogin = (call: Call): Markup =>
  html`<form method="post" action="${here(call)}">
    <input type="hidden" name="step" value="logout" /><button class="link">Log in with another account</button>
  </form>`;

function scopeRow(scope: string): Markup {
  const label = scopes[scope]?.label ?? scope;
  if (scope === basic)
    return html`<div class="row">
      <span>${label}<small>Always on</small></span>
    </div>`;
  return html`<div class="row">
    <label><span>${label}</span><input type="checkbox" name="scope" value="${scope}" role="switch" checked /></label>
  </div>`;
}

/**
 * What the app may do: one switch for each scope, all on (fact sheet §1.1).
 * Enter presses the first button of a form, so "Cancel" comes last.
 */
export function consentScreen({ call, app }: Scene, consent: { account: Page; scopes: string[] }): Answer {
  const { account } = consent;
  return tiktokPage(
    "Authorize",
    html`<div class="who">
        ${appMark(app)}
        <h1>Authorize ${app.name}</h1>
      </div>
      <div class="who">
        <img src="${picture(account)}" alt="" /><span
          ><strong>${account.name}</strong><small>@${account.username}</small></span
        ><a class="button" href="${here(call, { list: "1" })}">Switch account</a>
      </div>
      <form method="post" action="${here(call, { account: account.id })}">
        <input type="hidden" name="step" value="save" />
        <p>${app.name} would like to:</p>
        <div class="list">${consent.scopes.map(scopeRow)}</div>
        <button class="primary wide">Authorize</button><button class="wide" name="step" value="cancel">Cancel</button>
      </form>
      <p class="soft">
        You can take the access back at any time: Settings and privacy, Security &amp; permissions, Apps and services
        permissions.
      </p>`,
  );
}
