import type { App, Call, Play } from "#simulator/play.ts";
import { isDisabled } from "#simulator/play.ts";
import { permissions, readScopes } from "./permissions.ts";

/** Why the dialog cannot even begin; shown on Facebook, the browser is not sent back. */
export class DialogProblem extends Error {
  override name = "DialogProblem";
  readonly title: string;
  constructor(title: string, message: string) {
    super(message);
    this.title = title;
  }
}

/** What an app asks for; fact sheet §1.1. */
export interface DialogRequest {
  app: App;
  redirectUri: string;
  state: string | null;
  responseTypes: string[];
  scopes: string[];
  /** Set: Login for Business, all or nothing. */
  configuration: string | null;
  authTypes: string[];
}

const knownResponses = ["code", "token", "granted_scopes"];

/** Reads and checks the dialog's query. */
export function readRequest(play: Play, { query }: Call): DialogRequest {
  const app = play.state.apps[query.get("client_id") ?? ""];
  if (!app) throw new DialogProblem("Invalid App ID", "The provided app ID does not look like a valid app ID.");
  if (isDisabled(play, app))
    throw new DialogProblem(
      "App not active",
      "This app is not accessible right now and the app developer is aware of the issue. You will be able to log in when the app is reactivated.",
    );
  const redirectUri = query.get("redirect_uri") ?? "";
  if (!app.redirectUris.includes(redirectUri))
    throw new DialogProblem(
      "URL blocked",
      "This redirect failed because the redirect URI is not whitelisted in the app's client OAuth settings. Make sure that the client and web OAuth logins are on and add all your app domains as valid OAuth redirect URIs.",
    );
  const responseTypes = readScopes(query.get("response_type") ?? "code");
  const stranger = responseTypes.find((one) => !knownResponses.includes(one));
  if (stranger !== undefined)
    throw new DialogProblem("Invalid parameter", `response_type does not know "${stranger}".`);
  return {
    app,
    redirectUri,
    state: query.get("state"),
    responseTypes: responseTypes.includes("token") ? responseTypes : [...responseTypes, "code"],
    ...readAsked(app, query),
    authTypes: readScopes(query.get("auth_type") ?? ""),
  };
}

function readAsked(app: App, query: URLSearchParams): Pick<DialogRequest, "scopes" | "configuration"> {
  const id = query.get("config_id");
  const configuration = app.configurations.find((one) => one.id === id);
  if (id !== null && !configuration)
    throw new DialogProblem("Invalid configuration", `This app has no configuration ${id}.`);
  const asked = configuration?.scopes ?? readScopes(query.get("scope") ?? "");
  const approved = app.approvedScopes ?? Object.keys(permissions);
  const invalid = asked.filter((scope) => !permissions[scope] || !["public_profile", ...approved].includes(scope));
  if (invalid.length > 0)
    throw new DialogProblem(
      "It looks like this app isn't available",
      `Invalid Scopes: ${invalid.join(", ")}. This message is only shown to developers. Users of your app will ignore these permissions if present.`,
    );
  return { scopes: [...new Set(["public_profile", ...asked])], configuration: id };
}
