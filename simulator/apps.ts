import type { Play } from "./play.ts";
import type { App } from "./state.ts";

/** Whether the network has switched an app off. */
export const isDisabled = (play: Play, app: App): boolean =>
  app.disabled || play.fault("app_disabled", { app: app.id }) !== undefined;

/** Whether this is the app's secret. */
export const knowsSecret = (play: Play, app: App, secret: string | null | undefined): boolean =>
  secret === app.secret && !play.fault("app_secret_changed", { app: app.id });
