import type { Row } from "../../kit/answer.ts";
import { docsAccounts, docsErrors, sourceFunctional } from "../sources.ts";

/** Codes of our own: what a look from outside, or the account itself, has told. */
export const accountSuspended = "account-suspended";
export const accountGone = "account-gone";
export const accountMoved = "account-moved";

const askModerators = "The person asks the server's moderators";

/** The account or its login is held up by the server: connecting again would not get past that. */
export const accountRows: readonly Row[] = [
  {
    when: { status: [401, 403], code: accountSuspended },
    rule: accountSuspended,
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    who: "token_setter",
    how: `The server's moderators have suspended the account. ${askModerators}; renewing does not help before it is back.`,
    source: docsAccounts,
  },
  {
    when: { status: [401, 403], code: accountGone },
    rule: accountGone,
    kind: "profile-lost",
    cause: "profile_gone",
    reach: "grant",
    who: "token_setter",
    how: "The account does not exist at this server any more. Disconnect it here, or connect the one that took its place.",
    source: docsAccounts,
  },
  {
    when: { status: 200, code: accountMoved },
    rule: accountMoved,
    kind: "profile-lost",
    cause: "profile_gone",
    who: "token_setter",
    how: "The account has moved to another server. Connect it there, and disconnect it here.",
    source: docsAccounts,
  },
  {
    when: { status: 403, code: "Your login is currently disabled" },
    rule: "403-disabled",
    kind: "profile-lost",
    cause: "profile_suspended",
    reach: "grant",
    who: "token_setter",
    how: `The server has switched this login off: its moderators froze it, or the account has moved away. ${askModerators}; renewing does not help.`,
    source: `${docsErrors}; ${sourceFunctional}`,
  },
  {
    when: { status: 403, code: "Your login is missing a confirmed e-mail address" },
    rule: "403-unconfirmed",
    kind: "profile-lost",
    cause: "person_blocked",
    reach: "grant",
    who: "token_setter",
    how: "The person opens the link in the server's e-mail to confirm the address; nothing needs to be renewed after that.",
    source: docsErrors,
  },
  {
    when: { status: 403, code: "Your login is currently pending approval" },
    rule: "403-pending",
    kind: "profile-lost",
    cause: "person_blocked",
    reach: "grant",
    who: "token_setter",
    how: "The server's moderators have not approved this account yet. The person waits for them, or asks.",
    source: docsErrors,
  },
  {
    when: { status: 403, code: "Your account requires two-factor authentication" },
    rule: "403-two-factor",
    kind: "profile-lost",
    cause: "person_blocked",
    reach: "grant",
    who: "token_setter",
    how: "This server asks the person to set up two-factor login in its settings; nothing needs to be renewed after that.",
    source: sourceFunctional,
  },
  // Nobody asks for it but our own look from outside, for an account that a token was good for.
  {
    when: { act: ["probe", "discover"], status: [404, 410], code: ["Record not found", "Gone"] },
    rule: "no-such-account",
    kind: "unrecognised",
    how: "We are checking whether the account is still there.",
    source: docsAccounts,
  },
];
