package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.oauth.TokenService;
import io.sbc.admin.oauth.TokenWatch;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tokens of consumers, for administrators; never with a secret, but for the verifier of one that was approved.
 *
 * <pre>
 *  GET    /api/v1/tokens/temporary                  those that wait
 *  POST   /api/v1/tokens/temporary/{token}/approve  shows the verifier
 *  DELETE /api/v1/tokens/temporary/{token}          rejects it
 *  GET    /api/v1/tokens                            those that consumers work with
 *  POST   /api/v1/tokens/{token}/renew              for another full life from now
 *  DELETE /api/v1/tokens/{token}                    revokes it at once
 * </pre>
 */
public final class TokensResource implements AdminResource {

    private static final Schema TOKEN = Schema.object().text("token").text("consumer").text("state").text("created")
            .text("expires").required("token", "consumer", "state", "created", "expires");

    private final TokenService tokens;
    private final InstantSource clock;

    public TokensResource(TokenService tokens, InstantSource clock) {
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void register(Api api) {
        api.get("/tokens/temporary", Permission.READ_SETTINGS, "Temporary tokens that wait", (context, _) -> context
                .json(Map.of("tokens", tokens.temporaryTokens().stream().map(TokensResource::fields).toList())))
                .returns(Schema.object().array("tokens", TOKEN));
        api.post("/tokens/temporary/{token}/approve", Permission.MANAGE_ACCESS,
                "Approve a temporary token; shows the verifier", this::approve)
                .returns(Schema.object().text("token").text("verifier").required("token", "verifier"));
        api.delete("/tokens/temporary/{token}", Permission.MANAGE_ACCESS, "Reject a temporary token", this::reject);
        api.get("/tokens", Permission.READ_SETTINGS, "Tokens that consumers work with",
                (context, _) -> context
                        .json(Map.of("tokens", tokens.accessTokens().stream().map(this::fields).toList())))
                .returns(Schema.object().array("tokens", TOKEN));
        api.post("/tokens/{token}/renew", Permission.MANAGE_ACCESS, "Give a token another full life", this::renew)
                .returns(TOKEN);
        api.delete("/tokens/{token}", Permission.MANAGE_ACCESS, "Revoke a token at once", this::revoke);
    }

    private void approve(Context context, Caller caller) throws BadInput {
        Secret verifier = tokens.approve(context.pathParam("token"), caller.authorship())
                .orElseThrow(TokensResource::unknown);
        context.header("Cache-Control", "no-store");
        context.json(Map.of("token", context.pathParam("token"), "verifier", verifier.reveal()));
    }

    private void reject(Context context, Caller caller) throws BadInput {
        if (!tokens.reject(context.pathParam("token"), caller.authorship())) {
            throw unknown();
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private void renew(Context context, Caller caller) throws BadInput {
        context.json(fields(
                tokens.renew(context.pathParam("token"), caller.authorship()).orElseThrow(TokensResource::unknown)));
    }

    private void revoke(Context context, Caller caller) throws BadInput {
        if (!tokens.revoke(context.pathParam("token"), caller.authorship())) {
            throw unknown();
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private static BadInput unknown() {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no such token, or it has expired.");
    }

    private static Map<String, Object> fields(TemporaryToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.value());
        fields.put("consumer", token.consumerId());
        fields.put("state", token.verifier().isPresent() ? "approved" : "pending");
        fields.put("created", token.created().toString());
        fields.put("expires", token.expires().toString());
        return fields;
    }

    private Map<String, Object> fields(AccessToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.value());
        fields.put("consumer", token.consumerId());
        fields.put("state", token.isValidAt(clock.instant()) ? "valid" : "expired");
        fields.put("created", token.created().toString());
        fields.put("expires", token.expires().toString());
        fields.put("expiresSoon", TokenWatch.isEnding(token, clock));
        return fields;
    }
}
