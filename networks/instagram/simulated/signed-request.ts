import { noticeTo, signedRequest } from "#simulator/meta/signed-request.ts";
import { findAuthorization, reaches, type App, type Notice, type Person, type Play } from "#simulator/play.ts";
import { appScopedId, accountsOf } from "./accounts.ts";

/**
 * Signed with the Instagram app's own secret. Body and signing are unconfirmed for this login (§6). About the first account that the consent was for; when
 * it has just been ended, about the person's first.
 */
function signedAbout(play: Play, app: App, person: Person): string | undefined {
  const accounts = accountsOf(play, person);
  const consent = findAuthorization(play, app, person);
  const account = accounts.find((one) => consent && reaches(consent, one)) ?? accounts[0];
  return account && signedRequest(play, app, { userId: appScopedId(app, account) });
}

/** What the app is told when a person removes it. */
export const deauthorized = (play: Play, app: App, person: Person): Notice | null =>
  noticeTo(app.deauthorizeUrl, signedAbout(play, app, person));

/** What the app is told when a person wants their data gone. */
export const dataDeletion = (play: Play, app: App, person: Person): Notice | null =>
  noticeTo(app.dataDeletionUrl, signedAbout(play, app, person));
