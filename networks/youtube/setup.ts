import { clientSteps, proveClient } from "../kit/google-app.ts";
import type { Setup } from "../network.ts";

/** The operator's road to an app; the same steps with their sources stand in NOTES.md. */
export const setup: Setup = {
  portal: { name: "Google Cloud console", url: "https://console.cloud.google.com/apis/credentials" },
  steps: [
    "Create a Cloud project, best for YouTube alone: what a person gave to a project ends together, so other programs on Google go into a project of their own.",
    "Under APIs & Services, Library, enable the YouTube Data API v3 and the YouTube Analytics API.",
    "Under OAuth consent screen choose the user type External, enter name, logo, the address of your privacy policy and your domain, and add the scopes youtube.upload, youtube.readonly, youtube.force-ssl and yt-analytics.readonly.",
    clientSteps.credentials,
    clientSteps.publish,
    "Ask for verification of the scopes (a video of somebody connecting and of what is done with each scope). Until it is granted people see a warning, and at most 100 can connect.",
    "Ask for the YouTube API audit: projects that were not audited can upload, but YouTube locks every video to private. The same form raises the quota of 10,000 units a day.",
    clientSteps.risc,
  ],
  prove: proveClient,
};
