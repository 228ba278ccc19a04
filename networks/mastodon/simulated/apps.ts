import { json, type Answer, type App, type Call, type Play, isDisabled, knowsSecret } from "#simulator/play.ts";
import { invalid, refuseOAuth } from "./answers.ts";
import { knownScopes } from "./scopes.ts";
import { isHollo } from "./servers.ts";

/**
 * An app is registered at one server, which stands as the id of its only configuration beside the scopes it asked for. One that
 * a scenario brought has none: it is taken over by the first registration of that name, and is known everywhere until then.
 */
const registrationOf = (app: App) => app.configurations[0];

export const scopesOf = (app: App): readonly string[] => registrationOf(app)?.scopes ?? knownScopes;

/** The app as this server knows it. One that was switched off is forgotten, as after a server's clean-up. */
export function findClient(play: Play, call: Call, id: string): App | undefined {
  const app = play.state.apps[id];
  const isKnown = app && (registrationOf(app)?.id ?? call.host) === call.host;
  return isKnown && !isDisabled(play, app) ? app : undefined;
}

/** `POST /api/v1/apps`: open to everybody. */
export function register(play: Play, call: Call): Answer {
  const { form } = call;
  const name = form.get("client_name") ?? "";
  const redirectUris = readRedirects(form.get("redirect_uris") ?? "");
  const scopes = (form.get("scopes") ?? "read").split(" ");
  if (name.trim() === "") throw invalid("Application name can't be blank");
  // Hollo takes a registration without any (fact sheet §10).
  if (redirectUris.length === 0 && !isHollo(call.host)) throw invalid("Redirect URI can't be blank");
  if (redirectUris.some((uri) => URL.parse(uri) === null)) throw invalid("Redirect URI must be an absolute URI.");
  if (scopes.some((scope) => !knownScopes.includes(scope)))
    throw invalid("Scopes doesn't match configured on the server.");
  const app = unclaimed(play, name) ?? newApp(play, name);
  Object.assign(app, { redirectUris, configurations: [{ id: call.host, scopes }] });
  return json({
    id: String(Object.keys(play.state.apps).indexOf(app.id) + 563_419),
    name,
    website: form.get("website"),
    scopes,
    redirect_uri: redirectUris.join("\n"),
    redirect_uris: redirectUris,
    client_id: app.id,
    client_secret: app.secret,
    client_secret_expires_at: 0,
  });
}

/** A list since 4.3, before that one text with a line for each. */
function readRedirects(given: string): string[] {
  const list: unknown = given.startsWith("[") ? JSON.parse(given) : given.split("\n");
  return Array.isArray(list) ? list.filter((one) => typeof one === "string" && one.trim() !== "") : [];
}

const unclaimed = (play: Play, name: string): App | undefined =>
  Object.values(play.state.apps).find((app) => app.name === name && !app.disabled && !registrationOf(app));

function newApp(play: Play, name: string): App {
  const id = play.secret(43);
  const app: App = {
    id,
    name,
    secret: play.secret(43),
    redirectUris: [],
    deauthorizeUrl: null,
    dataDeletionUrl: null,
    requireProof: false,
    mode: "live",
    testers: [],
    approvedScopes: null,
    configurations: [],
    disabled: false,
  };
  play.state.apps[id] = app;
  return app;
}

/** Who asks? By HTTP Basic or in the form. */
export function authenticate(play: Play, call: Call): App {
  const [, basic] = /^basic\s+(\S+)$/i.exec(call.headers["authorization"] ?? "") ?? [];
  const [id, secret] =
    basic === undefined
      ? [call.form.get("client_id"), call.form.get("client_secret")]
      : Buffer.from(basic, "base64").toString().split(":").map(decodeURIComponent);
  const app = findClient(play, call, id ?? "");
  const isRight = app && knowsSecret(play, app, secret);
  if (!isRight) throw refuseOAuth("invalid_client", 401);
  return app;
}
