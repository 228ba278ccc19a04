import type { Policy } from "../network.ts";
import { oauthGuide } from "./google-sources.ts";

const hourSeconds = 3600;
const daySeconds = 24 * hourSeconds;

/** How Google's grants live, whichever product they are for. */
export const googlePolicy = {
  refresh: {
    model: "renewable",
    handOutSeconds: 300,
    // Looks refresh it twice a day anyway; a week is for a grant that nobody looks at. Six months would be the end.
    keepaliveShare: 0.5,
    idleSeconds: 7 * daySeconds,
    minimumAgeSeconds: 0,
    accessSeconds: hourSeconds,
    source: `the refresh token stays valid over refreshes: ${oauthGuide}`,
  },
  probeSeconds: 12 * hourSeconds,
  lifetimes: [
    { what: "Access token", seconds: hourSeconds, source: oauthGuide },
    { what: "Login, as long as it is used", seconds: null, source: oauthGuide, ofLogin: true },
    { what: "Login that nobody uses", seconds: 182 * daySeconds, source: oauthGuide },
    {
      what: "Login, while the app's publishing status is Testing",
      seconds: 7 * daySeconds,
      source: oauthGuide,
      ofLogin: true,
    },
  ],
} satisfies Omit<Policy, "limits">;
