type Meaning = readonly [title: string, text: string];

/** As the reference server's consent words them (its page, 2026-11-22); knowing who somebody is goes without saying. */
const meanings: Readonly<Record<string, readonly Meaning[]>> = {
  atproto: [],
  "transition:email": [["Email", "Read your account's email address"]],
  "transition:generic": [
    ["Bluesky", "Manage your profile, posts, likes and follows as well as read your private preferences"],
    ["Repository", "Create, update, and delete any public data linked to your account"],
    ["Authenticate", "Perform authenticated actions towards any service on your behalf"],
  ],
  "transition:chat.bsky": [["Chat", "Read and send messages in your conversations"]],
};

export const meaningsOf = (scope: string): readonly Meaning[] =>
  meanings[scope] ?? [[scope, "Perform actions on your behalf"]];
