import { json, withHeaders, type Answer, type Call, type Play } from "#simulator/play.ts";
import { userFields, userJson } from "./accounts.ts";
import { identify, needFreedom, needScopes } from "./bearer.ts";
import { charge, meter } from "./bill.ts";
import { errors, Refusal } from "./errors.ts";
import { revokeEndpoint, tokenEndpoint } from "./token.ts";

/** Answers api.x.com. */
export function answerApi(play: Play, call: Call): Answer {
  try {
    return route(play, call);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return refusal.answer;
  }
}

function route(play: Play, call: Call): Answer {
  const place = `${call.method} ${call.path}`;
  if (place === "POST /2/oauth2/token") return tokenEndpoint(play, call);
  if (place === "POST /2/oauth2/revoke") return revokeEndpoint(play, call);
  if (place === "GET /2/users/me") return me(play, call);
  throw new Refusal(errors.noRoute);
}

/** Refusals are not charged: fact sheet §4 names reads of a user. */
function me(play: Play, call: Call): Answer {
  const session = identify(play, call);
  const headers = meter(play, session.account);
  const fields = (call.query.get("user.fields") ?? "").split(",").filter(Boolean);
  const stranger = fields.find((one) => !userFields.includes(one));
  if (stranger !== undefined) throw new Refusal(errors.field(stranger));
  needScopes(play, session, ["users.read", "tweet.read"]);
  needFreedom(play, session);
  charge(play, session.account);
  return withHeaders(json({ data: userJson(session.account, fields) }), headers);
}
