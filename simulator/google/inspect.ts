import { endAuthorization, json, type Answer, type Call, type Person, type Play } from "../play.ts";
import { bearerOf, openSession, projectOf } from "./bearer.ts";
import { dead, OAuthRefusal } from "./errors.ts";
import { sees } from "./scopes.ts";

/** `GET /tokeninfo`: numbers come as text; fact sheet §4. */
export function tokenInfo(play: Play, call: Call): Answer {
  const value = call.form.get("access_token") ?? bearerOf(call);
  const session = openSession(play, value, "access");
  if (session instanceof OAuthRefusal) throw dead.token();
  const { app, person, token, scopes } = session;
  if (play.fault("token_expired", { app: app.id, person: person.id })) throw dead.token();
  const exp = Math.floor((token.expiresAt ?? 0) / 1000);
  return json({
    azp: app.id,
    aud: app.id,
    sub: person.id,
    scope: scopes.join(" "),
    exp: String(exp),
    expires_in: String(exp - Math.floor(play.now() / 1000)),
    ...(scopes.includes(sees.email) && { email: person.email, email_verified: "true" }),
    access_type: "offline",
  });
}

/** `POST /revoke`: whatever token is shown, all that the person gave to the project ends; fact sheet §6. */
export function revokeEndpoint(play: Play, call: Call): Answer {
  const value = call.query.get("token") ?? call.form.get("token") ?? "";
  const token = play.state.tokens[value];
  const session = token && openSession(play, value, token.kind);
  if (!session || session instanceof OAuthRefusal) throw new OAuthRefusal("invalid_token", "Token expired or revoked");
  const { app, person } = session;
  removeProject(play, app, person);
  return json({});
}

/** A consent is given to a Cloud project: all its clients lose it together, at every product of Google's. */
export function removeProject(play: Play, app: { id: string }, person: Person): void {
  for (const each of [play, ...play.besides("oauth2.googleapis.com")])
    for (const one of Object.values(each.state.apps))
      if (projectOf(one) === projectOf(app)) endAuthorization(each, one, person);
}
