import type { gaxios } from "google-auth-library";

/** What the sample of a network registers at Google. */
export interface GoogleApp {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/**
 * The settings with which Google's own clients meet the simulator. Every address stays Google's: `fetchImplementation`, their way
 * out, leads it there. `retryBackoff` is given because the pauses between their tries last seconds.
 */
export function ledToSimulator(simulatorUrl: string, app: GoogleApp) {
  const fetchImplementation: typeof fetch = (input, init) =>
    fetch((input instanceof Request ? input.url : input.toString()).replace("https://", `${simulatorUrl}/`), init);
  const retryConfig = { retryBackoff: () => Promise.resolve() };
  return { ...app, transporterOptions: { fetchImplementation, retryConfig } };
}

/** What Google's clients make of a refusal; two copies of the class are about, so it is known by its name. */
export async function googleRefusal(ask: () => Promise<unknown>): Promise<gaxios.GaxiosError> {
  const failure = await ask().then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(failure instanceof Error) || failure.constructor.name !== "GaxiosError")
    throw new Error("Google's client saw no refusal", { cause: failure });
  return failure as gaxios.GaxiosError;
}
