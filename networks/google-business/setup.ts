import { clientSteps, proveClient } from "../kit/google-app.ts";
import type { Setup } from "../network.ts";

/** The operator's road to an app; the same steps with their sources stand in NOTES.md. */
export const setup: Setup = {
  portal: { name: "Google Cloud console", url: "https://console.cloud.google.com/apis/credentials" },
  steps: [
    "Begin with the part that takes longest. Google grants these APIs to projects one by one: you need a Business Profile of your own or of a customer that has been verified for 60 days or more, with a website on it.",
    "Create a Cloud project, best for Business Profile alone, and note its project number. Send Google's “Application for Basic API Access” (support.google.com/business/contact/api_default) with that number, from an e-mail address that owns or manages the profile. Until the mail with the approval comes, the quota is 0 and every call is refused.",
    "After the approval enable, under APIs & Services, Library: My Business Account Management API, My Business Business Information API, Business Profile Performance API and Google My Business API.",
    "Under OAuth consent screen choose the user type External, enter name, logo, the address of your privacy policy and your domain, and add the scope business.manage.",
    clientSteps.credentials,
    clientSteps.publish,
    "Ask for verification of the scope. Until it is granted people see a warning, and at most 100 can connect.",
    clientSteps.risc,
  ],
  prove: proveClient,
};
