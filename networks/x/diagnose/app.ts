import type { Row } from "../../kit/answer.ts";
import { clients, errorGuide, limitsGuide, pricing } from "../sources.ts";

const topUp =
  "The app's credits at X are used up. The operator of this installation tops them up at console.x.com; nothing is wrong with the account, and nobody needs to reconnect.";

/** What counts for the app as a whole or passes by itself. A row for 429 names the status: X uses it for the monthly cap, too. */
export const limits: readonly Row[] = [
  {
    when: { status: [403, 429], code: ["usage-capped", "UsageCapExceeded"] },
    rule: "usage-capped",
    kind: "app-rejected",
    how: "The app has reached its monthly cap or its spending limit at X. The operator of this installation raises it at console.x.com, or waits for the next month; nobody needs to reconnect.",
    source: `${errorGuide}; ${pricing}`,
  },
  {
    when: { status: 429, code: [88, "rate-limit-exceeded", "Too Many Requests"] },
    rule: "429",
    kind: "rate-limited",
    how: "Nothing to do: we wait and go on by ourselves.",
    source: limitsGuide,
  },
  {
    when: { code: ["credits", "credits-depleted", "CreditsDepleted", "Payment Required"] },
    rule: "credits",
    kind: "app-rejected",
    how: topUp,
    source: clients,
  },
  { when: { status: 402 }, kind: "app-rejected", how: topUp, source: `RFC 9110 §15.5.3; ${clients}` },
];

/** What the operator sets right at X. */
export const app: readonly Row[] = [
  {
    when: { code: "unsupported-authentication" },
    kind: "app-rejected",
    how: "The call was made with a token of the app where one of the account is needed. The operator of this installation reports this as an error of the program; nobody needs to reconnect.",
    source: clients,
  },
  // Reads go on with such a token, so this is no state of the app: a probe would clear it at once.
  {
    when: { code: "oauth1-permissions" },
    kind: "scope-missing",
    reach: "grant",
    who: "operator",
    how: "The app may only read. The operator of this installation sets its permissions to Read and write at console.x.com; then whoever can sign in to the account connects it again, because older logins keep the old permission.",
    source: clients,
  },
  {
    when: { code: ["client-forbidden", "Client Forbidden"] },
    rule: "client-forbidden",
    kind: "app-rejected",
    how: "X does not let the app do this: it belongs to no project, or its access level is too low. The operator of this installation puts that right at console.x.com; nobody needs to reconnect.",
    source: clients,
  },
];
