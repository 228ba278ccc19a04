import { noticeTo, signedRequest } from "#simulator/meta/signed-request.ts";
import { findAuthorization, reaches, type App, type Notice, type Person, type Play } from "#simulator/play.ts";
import { appScopedId, profilesOf } from "./profiles.ts";

/**
 * Signed with the Threads app secret. Which secret signs is unconfirmed (§6). About the first profile that the consent was for; when
 * it has just been ended, about the person's first.
 */
function signedAbout(play: Play, app: App, person: Person): string | undefined {
  const profiles = profilesOf(play, person);
  const consent = findAuthorization(play, app, person);
  const profile = profiles.find((one) => consent && reaches(consent, one)) ?? profiles[0];
  return profile && signedRequest(play, app, { userId: appScopedId(app, profile) });
}

/** "Uninstall Callback URL": what the app is told when a person removes it. */
export const deauthorized = (play: Play, app: App, person: Person): Notice | null =>
  noticeTo(app.deauthorizeUrl, signedAbout(play, app, person));

/** "Delete Callback URL": what the app is told when a person wants their data gone. */
export const dataDeletion = (play: Play, app: App, person: Person): Notice | null =>
  noticeTo(app.dataDeletionUrl, signedAbout(play, app, person));
