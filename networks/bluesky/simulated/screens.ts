import { html, type Answer, type Call, type Markup } from "#simulator/play.ts";
import { here } from "#simulator/site.ts";
import type { Account } from "./accounts.ts";
import type { Client } from "./clients.ts";
import { serverPage } from "./look.ts";
import type { PushedRequest } from "./requests.ts";
import { meaningsOf } from "./scopes.ts";

const face = ({ did }: Account): string => `/face/${encodeURIComponent(did)}.svg`;

export const whoIs = (call: Call, account: Account): Markup =>
  html`<span class="who"
    ><img src="/${call.host}${face(account)}" alt="" /><span
      ><strong>${account.name}</strong><small>@${account.handle}</small></span
    ></span
  >`;

/** Several accounts in this browser: which one? */
export function chooseScreen(call: Call, accounts: Account[]): Answer {
  return serverPage(
    call,
    { title: "Sign in as...", text: "Select from an existing account" },
    html`${accounts.map(
        (one) =>
          html`<form method="post" action="${here(call, { account: one.did })}">
            <input type="hidden" name="step" value="continue" />
            <input type="hidden" name="account" value="${one.did}" />
            <button class="wide">${whoIs(call, one)}</button>
          </form>`,
      )}
      <form method="post" action="${here(call)}" class="buttons">
        <button name="step" value="other" class="link">Another account</button
        ><button name="step" value="cancel" class="link">Cancel</button>
      </form>`,
  );
}

interface Consent {
  readonly client: Client;
  readonly request: PushedRequest;
  readonly account: Account;
}

/** Names of clients are shown only of those that the server trusts: for all others their address stands. */
const calledBy = ({ id }: Client): string =>
  id.startsWith("https://") ? new URL(id).host : "An application on your device";

export function consentScreen(call: Call, { client, request, account }: Consent): Answer {
  const scopes = request.scope.split(" ");
  return serverPage(
    call,
    { title: "Authorize", text: html`Grant access to your account:<br /><strong>@${account.handle}</strong>` },
    html`<form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="continue" />
        <input type="hidden" name="consent" value="given" />
        <input type="hidden" name="account" value="${account.did}" />
        <p><strong>${calledBy(client)}</strong> wants to access your account</p>
        <ul class="what">
          ${scopes.flatMap(meaningsOf).map(([title, text]) => html`<li><strong>${title}</strong><small>${text}</small></li>`)}
        </ul>
        <details>
          <summary>Technical details</summary>
          <p>Client: <code>${client.id}</code></p>
          <p>Scopes: <code>${request.scope}</code></p>
        </details>
        <div class="buttons">
          <button class="primary">Authorize</button><button name="step" value="cancel">Deny access</button>
        </div>
      </form>
      <form method="post" action="${here(call)}">
        <input type="hidden" name="step" value="other" /><button class="link">Use another account</button>
      </form>`,
  );
}
