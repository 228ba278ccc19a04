import { html, type Answer, type App, type Call, type Markup, type Page } from "#simulator/play.ts";
import { here } from "#simulator/site.ts";
import { isProfessional } from "./accounts.ts";
import { pictureHost } from "./graph.ts";
import { instagramPage } from "./look.ts";
import { basic, permissions } from "./permissions.ts";

const picture = (account: Page, size: number): Markup =>
  html`<img src="/${pictureHost}/${account.id}.svg" alt="" width="${size}" height="${size}" />`;

/** Somebody who has several accounts says which. */
export const accountsScreen = (call: Call, app: App, accounts: Page[]): Answer =>
  instagramPage(
    "Choose an account",
    html`<div class="card">
      <h1>Choose an account to use with ${app.name}</h1>
      ${accounts.map((account) =>
        isProfessional(account)
          ? html`<form method="post" action="${here(call)}">
              <input type="hidden" name="step" value="continue" /><input
                type="hidden"
                name="account"
                value="${account.id}"
              /><button class="account">${picture(account, 40)}<span>${account.username}</span></button>
            </form>`
          : html`<div class="account">
              ${picture(account, 40)}<span>${account.username}<small>Personal account: not available here</small></span>
            </div>`,
      )}${otherAccount(call)}
    </div>`,
  );

const otherAccount = (call: Call): Markup =>
  html`<form method="post" action="${here(call)}" class="middle">
    <input type="hidden" name="step" value="logout" /><button class="link">Log in to another account</button>
  </form>`;

/** What the app may do: a switch for each permission but the first. Enter presses the first button, so "Cancel" comes last. */
export function consentScreen(call: Call, app: App, asked: { account: Page; scopes: string[] }): Answer {
  const { account, scopes } = asked;
  return instagramPage(
    "Authorize",
    html`<div class="card">
      <div class="face"><span class="ring">${picture(account, 72)}</span><strong>${account.username}</strong></div>
      <h1>${app.name} is requesting access to your Instagram account</h1>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="save" /><input type="hidden" name="account" value="${account.id}" />
        <fieldset>
          <legend>${app.name} will be able to</legend>
          ${scopes.map((scope) =>
            scope === basic
              ? html`<div class="row">
                  <span>${permissions[scope]}<small>Required</small></span>
                </div>`
              : html`<div class="row">
                  <label><input type="checkbox" name="scope" value="${scope}" checked="" />${permissions[scope]}</label>
                </div>`,
          )}
        </fieldset>
        <button class="primary">Allow</button><button name="step" value="cancel">Cancel</button>
      </form>
      ${otherAccount(call)}
    </div>`,
  );
}

/** Neither way takes personal accounts; how Instagram words it here is not in the sheet. */
export const personalScreen = (call: Call, account: Page): Answer =>
  instagramPage(
    "Professional account needed",
    html`<div class="card">
      <div class="face"><span class="ring">${picture(account, 72)}</span><strong>${account.username}</strong></div>
      <h1>You need a professional account</h1>
      <p role="alert" class="middle">
        This app works with business and creator accounts only. Switch to a professional account in the Instagram app,
        then try again.
      </p>
      ${otherAccount(call)}
    </div>`,
    403,
  );
