import { noticeTo, signedRequest } from "#simulator/meta/signed-request.ts";
import type { App, Notice, Person, Play } from "#simulator/play.ts";
import { appScopedId } from "./nodes.ts";

/** Facebook's signed_request about one person; fact sheet §6. */
export const signedAbout = (play: Play, app: App, person: Person): string =>
  signedRequest(play, app, { userId: appScopedId(app, person), lives: 3600 });

/** What the app is told when a person removes it. */
export const deauthorized = (play: Play, app: App, person: Person): Notice | null =>
  noticeTo(app.deauthorizeUrl, signedAbout(play, app, person));

/** What the app is told when a person wants their data gone. */
export const dataDeletion = (play: Play, app: App, person: Person): Notice | null =>
  noticeTo(app.dataDeletionUrl, signedAbout(play, app, person));
