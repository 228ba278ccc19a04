import { type MetaError, Refusal } from "#simulator/meta/errors.ts";
import { param, tokenOf } from "#simulator/meta/request.ts";
import { json, type Answer, type Call, type Moment, type Play } from "#simulator/play.ts";
import { errors } from "./errors.ts";
import { ownTokenOf } from "./oauth.ts";
import { appScopedId } from "./profiles.ts";
import { dataAccessEnd, findSession, has, openSession, type Session } from "./session.ts";

/** `/debug_token`: what Threads knows of a token, valid or not (§4). The answer for a dead one is as on Facebook: unconfirmed. */
export function debugToken(play: Play, call: Call): Answer {
  const app = askingApp(play, tokenOf(call));
  const found = findSession(play, param(call, "input_token"));
  if ("code" in found) return json({ data: { error: asInside(found), is_valid: false, scopes: [] } });
  if (found.app.id !== app) throw new Refusal(errors.parameter("The input token belongs to another app."));
  return json({ data: factsOf(play, found) });
}

/** Documented: a user token of a tester of the same app. That the app's own token will do is unconfirmed; here it does. */
function askingApp(play: Play, value: string | null): string {
  const own = Object.values(play.state.apps).find((one) => ownTokenOf(one) === value);
  if (own && !own.disabled) return own.id;
  const { app, person } = openSession(play, value);
  if (!app.testers.includes(person.id)) throw new Refusal(errors.notTester);
  return app.id;
}

function factsOf(play: Play, session: Session): Record<string, unknown> {
  const { app, token, profile } = session;
  return {
    type: "USER",
    application: app.name,
    data_access_expires_at: seconds(dataAccessEnd(session)),
    expires_at: seconds(token.expiresAt ?? 0),
    is_valid: true,
    issued_at: seconds(token.issuedAt),
    scopes: token.scopes.filter((scope) => has(play, session, scope)),
    user_id: appScopedId(app, profile),
  };
}

/** Inside `data` every refusal of a token is a 190, whatever other calls say of it. */
const asInside = ({ code, message, subcode }: MetaError): Record<string, unknown> => ({
  code: 190,
  message,
  ...(code === 190 && subcode && { subcode }),
});

const seconds = (moment: Moment): number => Math.floor(moment / 1000);
