package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.Refusal;
import io.sbc.admin.oauth.TokenService.Outcome;
import io.sbc.admin.oauth.Verification;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;

/**
 * What consumers ask before they may provision (RFC 5849 §2). Answers are forms, as that RFC has it; refusals are problem documents
 * with a {@code code}.
 *
 * <pre>
 *  POST /oauth/request_token   a temporary token; an administrator has to approve it
 *  POST /oauth/access_token    the token to work with, for the temporary one and its verifier
 * </pre>
 */
public final class OAuthResource implements AdminResource {

    private static final String FORM = "application/x-www-form-urlencoded";

    private final OAuth oauth;

    public OAuthResource(OAuth oauth) {
        this.oauth = oauth;
    }

    @Override
    public void register(Api api) {
        api.open(HandlerType.POST, "/oauth/request_token", "A temporary token (RFC 5849 §2.1)", this::requestToken)
                .gives(FORM);
        api.open(HandlerType.POST, "/oauth/access_token", "The token to work with (RFC 5849 §2.3)", this::accessToken)
                .gives(FORM);
    }

    private void requestToken(Context context) throws BadInput, Unauthorized {
        Verification.Genuine genuine = verified(context);
        switch (oauth.tokens().request(genuine.consumerKey(), author(context, genuine))) {
            case Outcome.Granted<TemporaryToken>(TemporaryToken token) ->
                send(context, token.value(), token.secret(), "&oauth_callback_confirmed=true");
            case Outcome.Refused<TemporaryToken>(Refusal refusal) -> throw Unauthorized.of(refusal);
        }
    }

    private void accessToken(Context context) throws BadInput, Unauthorized {
        Verification.Genuine genuine = verified(context);
        switch (oauth.tokens().exchange(genuine.consumerKey(), genuine.token().orElse(""), genuine.verifier(),
                author(context, genuine))) {
            case Outcome.Granted<AccessToken>(AccessToken token) -> send(context, token.value(), token.secret(), "");
            case Outcome.Refused<AccessToken>(Refusal refusal) -> throw Unauthorized.of(refusal);
        }
    }

    private Verification.Genuine verified(Context context) throws BadInput, Unauthorized {
        return switch (oauth.verify(SignedRequests.of(context))) {
            case Verification.Genuine genuine -> genuine;
            case Verification.Refused(Refusal refusal) -> throw Unauthorized.of(refusal);
        };
    }

    private static Authorship author(Context context, Verification.Genuine genuine) {
        return new Authorship(Authorship.Kind.CONSUMER, genuine.consumerKey(), context.ip(), Correlation.of(context));
    }

    /** Token and secret are of characters that no form has to encode. */
    private static void send(Context context, String token, Secret secret, String more) {
        context.header("Cache-Control", "no-store");
        context.contentType(FORM)
                .result("oauth_token=" + token + "&oauth_token_secret=" + secret.reveal() + more);
    }
}
