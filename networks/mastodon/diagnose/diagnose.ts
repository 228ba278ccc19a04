import type { Act, Diagnosis } from "#core/diagnosis.ts";
import { diagnosisFrom, type ErrorSeen, type Row } from "../../kit/answer.ts";
import type { Seen } from "../../network.ts";
import { accountRows } from "./accounts.ts";
import { danceRows, ourFault } from "./dance.ts";
import { noMastodon, serverRows } from "./servers.ts";
import { docsErrors, docsScopes, docsStatuses, hollo, sourceErrors, sourceTokens, sourceWords } from "../sources.ts";
import { errorAnswer } from "../wire.ts";

export { accountGone, accountMoved, accountSuspended } from "./accounts.ts";
export { noMastodon } from "./servers.ts";

const changePost = "The author changes the post; sending the same again would be refused again.";
const connectAgain = "The person connects the account again.";

/** What an author can be asked to change. */
const work: readonly Act[] = ["publish", "inbox", "analytics"];

/** Tokens. Texts may be translated, so the status decides where no text is known. */
const tokenRows: readonly Row[] = [
  {
    when: { status: 401, code: "The access token was revoked" },
    rule: "401-revoked",
    kind: "grant-revoked",
    // It tells that, not by whom: the person, an administrator, or a disconnect of the same account in another workspace here.
    cause: "session_ended",
    how: `${connectAgain} Either we were removed under Authorised apps, or the account was disconnected in another workspace here: Mastodon has one token for both.`,
    source: sourceWords,
  },
  {
    when: { status: 401, code: "The access token expired" },
    rule: "401-expired",
    kind: "grant-revoked",
    cause: "lifetime_reached",
    how: `${connectAgain} This server lets logins end after a time, which most do not.`,
    source: sourceWords,
  },
  {
    when: { status: 401, code: ["This method requires an authenticated user", "Not authorized"] },
    rule: "401-no-token",
    kind: "unrecognised",
    who: "operator",
    how: ourFault,
    source: sourceErrors,
  },
  {
    when: { status: 401, code: ["The access token is invalid", "invalid_token", "unauthorized"] },
    rule: "401-invalid",
    kind: "grant-revoked",
    cause: "session_ended",
    how: `${connectAgain} The server does not say why it ended: the app was removed, an administrator signed everybody out, or the account is gone.`,
    source: `${sourceWords}; ${hollo}`,
  },
  {
    when: { status: 403, code: ["This action is outside the authorized scopes", "insufficient_scope"] },
    rule: "403-scope",
    kind: "scope-missing",
    how: "The person connects the account again and allows everything that is asked for.",
    source: `${docsScopes}; ${hollo}`,
  },
  {
    when: { status: 422, code: "This method requires an authenticated user" },
    rule: "422-app-token",
    kind: "unrecognised",
    who: "operator",
    how: ourFault,
    source: `${docsErrors}; ${hollo}`,
  },
];

/** What one post met. */
const workRows: readonly Row[] = [
  {
    when: { act: work, status: 403, code: "This action is not allowed" },
    rule: "403-not-allowed",
    kind: "content-rejected",
    how: "The server does not allow this: the author was blocked there, or its rules forbid it. The author looks at the post on the server.",
    source: `${sourceErrors}; which of the reasons: unconfirmed`,
  },
  {
    when: { act: work, status: [400, 413, 422], words: /^/ },
    rule: "content",
    kind: "content-rejected",
    how: changePost,
    source: docsStatuses,
  },
  {
    when: { act: work, status: [404, 410] },
    rule: "content-gone",
    kind: "content-rejected",
    how: "The post that this belongs to is deleted, or not visible for this account. The author looks at the server.",
    source: `${docsErrors}; 410: unconfirmed`,
  },
];

/** The status alone, where the text is translated or a program's own. After everything that is known by name. */
const statusRows: readonly Row[] = [
  {
    when: { act: ["probe", "discover", "connect", ...work], status: 401, words: /^/ },
    rule: "401",
    kind: "grant-revoked",
    cause: "session_ended",
    how: `${connectAgain} The server takes its login no longer and says why in words that we do not know.`,
    source: `${docsErrors}: the status counts, texts may be translated; tokens have no end by time (${sourceTokens})`,
  },
];

/** Read from the top; the first row that fits wins. */
export const rows: readonly Row[] = [
  ...danceRows,
  ...tokenRows,
  ...accountRows,
  ...workRows,
  ...serverRows,
  ...statusRows,
];

export const diagnose = diagnosisFrom({ network: "mastodon", rows, readError, readUntil });

/** The server has forgotten our registration; it is made anew before the next dance. */
export const hasForgottenUs = ({ rule }: Diagnosis): boolean => rule === "mastodon/invalid_client";

/** Refusals behind which a suspended or deleted account may stand. */
export const isAboutTheAccount = ({ rule }: Diagnosis): boolean =>
  /^mastodon\/(401(-revoked|-invalid)?|403-disabled)$/.test(rule);

function readError({ status, body, headers, trouble }: Seen): ErrorSeen | undefined {
  if (status === 0) return { code: trouble };
  if (headers["content-type"]?.includes("text/html") || (typeof body === "string" && /^\s*</.test(body)))
    return { code: noMastodon };
  const envelope = errorAnswer.safeParse(body);
  if (!envelope.success) return undefined;
  const { error, error_description } = envelope.data;
  return { code: error, words: [error, error_description].filter(Boolean).join(" ") };
}

/** `X-RateLimit-Reset` in ISO 8601 with microseconds, not in Unix time; more than a day is not believed. */
function readUntil({ at, headers }: Seen): Date | undefined {
  const told = headers["x-ratelimit-reset"] ?? "";
  if (!/^\d{4}-\d\d-\d\dT/.test(told)) return undefined;
  const until = new Date(told);
  const waitMs = until.getTime() - at.getTime();
  return waitMs > 0 && waitMs <= 86_400_000 ? until : undefined;
}
