/** Answers as TikTok gave them, from its documentation and from recordings (NOTES.md, "Recorded answers"): for tests. */
export const recorded = {
  token: {
    access_token: "act.example12345Example12345Example",
    expires_in: 86_400,
    open_id: "afd97af1-b87b-48b9-ac98-410aghda5344",
    refresh_expires_in: 31_536_000,
    refresh_token: "rft.example12345Example12345Example",
    scope: "user.info.basic,video.list",
    token_type: "Bearer",
  },
  user: {
    data: {
      user: {
        open_id: "723f24d7-e717-40f8-a2b6-cb8464cd23b4",
        union_id: "c9c60f44-a68e-4f5d-84dd-ce22faeb0ba1",
        display_name: "Acme",
        avatar_url: "https://p16-sign.tiktokcdn.example/a",
        username: "acme",
        follower_count: 1200,
      },
    },
    error: { code: "ok", message: "", log_id: "20220829194722CBE87ED59D524E727021" },
  },
  refused: {
    data: {},
    error: {
      code: "access_token_invalid",
      message: "The access token is invalid or not found in the request.",
      log_id: "20220829194722CBE87ED59D524E727021",
    },
  },
  oauthRefused: {
    error: "invalid_request",
    error_description: "Redirect_uri is not matched with the uri when requesting code.",
    log_id: "202206221854370101130062072500FFA2",
  },
  /** Of the webhook guide; it prints a token where the account belongs. */
  removed: {
    client_key: "bwo2m45353a6k85",
    event: "authorization.removed",
    create_time: 1_615_338_610,
    user_openid: "act.example",
    content: '{"reason": 1}',
  },
};
