import { json, redirect, type Answer, type App, type Call, type Person, type Play } from "#simulator/play.ts";
import { notFound, refuse, Refusal } from "./errors.ts";
import { accessToken, requestToken } from "./handshake.ts";
import { siteHost } from "./hosts.ts";
import { userEntry } from "./members.ts";
import { readSigned } from "./request.ts";
import { oauthParams } from "./signature.ts";

/** Answers api.xing.com; paths may end in `.json`. */
export function answerApi(play: Play, call: Call): Answer {
  const route = `${call.method} ${call.path.replace(/\.json$/, "")}`;
  // Both addresses occur in the field (§1); people log in on the site.
  if (route === "GET /v1/authorize") return redirect(`/${siteHost}/v1/authorize?${call.query.toString()}`);
  const answer = Object.hasOwn(routes, route) ? routes[route] : undefined;
  if (!answer) return notFound;
  try {
    return answer(play, call);
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.answer;
    throw refusal;
  }
}

const routes: Record<string, (play: Play, call: Call) => Answer> = {
  "POST /v1/request_token": requestToken,
  "POST /v1/access_token": accessToken,
  "GET /v1/users/me": me,
  "GET /v1/users/me/id_card": idCard,
  "POST /v1/users/me/status_message": postStatus,
};

/** The person behind an access token. Why a token is void is never told apart (§5). */
function openSession(play: Play, call: Call, right: string): { person: Person; app: App } {
  const value = oauthParams(call).get("oauth_token");
  if (!value) throw refuse.missing("oauth_token");
  const token = play.state.tokens[value];
  if (!token) throw refuse.token();
  const { app } = readSigned(play, call, value);
  if (token.app !== app.id) throw refuse.mismatch();
  const person = play.state.people[token.person];
  const isOver = token.expiresAt !== null && token.expiresAt <= play.now();
  if (!person || token.ended || isOver || person.blocked) throw refuse.token();
  const seen = { app: app.id, person: person.id };
  if (refused.some((kind) => play.fault(kind, seen))) throw refuse.token();
  // Rights belong to the consumer key, by agreement with XING (§2).
  const isAllowed = app.approvedScopes === null || app.approvedScopes.includes(right);
  if (!isAllowed || play.fault("scope_withdrawn", seen)) throw refuse.access();
  return { person, app };
}

const refused = [
  "revoked",
  "password_changed",
  "token_expired",
  "signed_out",
  "person_blocked",
  "person_unconfirmed",
  "policy_blocked",
] as const;

function me(play: Play, call: Call): Answer {
  const { person } = openSession(play, call, "read");
  const entry = userEntry(person);
  const fields = call.query.get("fields")?.split(",");
  const shown = Object.entries(entry).filter(([name]) => !fields || name === "id" || fields.includes(name));
  return json({ users: [Object.fromEntries(shown)] });
}

/** The wrapper's name is unconfirmed (§2). */
function idCard(play: Play, call: Call): Answer {
  const { id, display_name, permalink, photo_urls } = userEntry(openSession(play, call, "read").person);
  return json({ id_card: { id, display_name, permalink, photo_urls } });
}

/** From a secondary source (§7.1). */
const longestStatus = 420;

/** A status post; the answer is text and carries no id (§7.1). Nothing is kept: nobody reads it here. */
function postStatus(play: Play, call: Call): Answer {
  openSession(play, call, "post");
  const message = call.query.get("message") ?? call.form.get("message") ?? "";
  if (message.trim() === "") throw refuse.parameter("message", "BLANK");
  if (message.length > longestStatus) throw refuse.parameter("message", "TOO_LONG");
  return {
    status: 201,
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: "Status update has been posted",
  };
}
