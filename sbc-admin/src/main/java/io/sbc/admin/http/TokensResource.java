package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.oauth.TokenService;
import io.sbc.admin.oauth.TokenWatch;
import io.sbc.core.access.AccessToken;
import io.sbc.core.access.Permission;
import io.sbc.core.access.TemporaryToken;
import io.sbc.core.directory.Secret;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of consumers, for administrators; never with a secret, but for the verifier of one that was approved.
 *
 * <pre>
 *  GET    /api/v1/tokens/temporary                  those that wait
 *  POST   /api/v1/tokens/temporary/{token}/approve  shows the verifier
 *  DELETE /api/v1/tokens/temporary/{token}          rejects it
 *  GET    /api/v1/tokens                            those that consumers work with
 *  GET    /api/v1/tokens/{token}                    one of them
 *  POST   /api/v1/tokens/{token}/renew              for another full life from now
 *  DELETE /api/v1/tokens/{token}                    revokes it at once
 * </pre>
 */
public final class TokensResource implements AdminResource {

    private static final Schema TOKEN = Schema.object().text("token").text("consumer").text("state").text("created")
            .text("expires").flag("expiresSoon").required("token", "consumer", "state", "created", "expires");
    private static final Listing<TemporaryToken> TEMPORARY = new Listing<TemporaryToken>("tokens",
            token -> token.created() + " " + token.value()).field("consumer", TemporaryToken::consumerId)
            .field("state", TokensResource::state).field("expires", token -> token.expires().toString());

    private final TokenService tokens;
    private final InstantSource clock;
    private final EntityTags tags;
    private final Listing<AccessToken> listing;

    public TokensResource(TokenService tokens, InstantSource clock, EntityTags tags) {
        this.tokens = tokens;
        this.clock = clock;
        this.tags = tags;
        listing = new Listing<AccessToken>("tokens", token -> token.created() + " " + token.value())
                .field("consumer", AccessToken::consumerId).field("state", this::state)
                .field("expires", token -> token.expires().toString());
    }

    @Override
    public void register(Api api) {
        api.get("/tokens/temporary", Permission.READ_SETTINGS, "Temporary tokens that wait, page by page",
                (context, _) -> TEMPORARY.answer(context, tokens.temporaryTokens(), TokensResource::fields))
                .asks(TEMPORARY.parameters()).returns(Listing.schema("tokens", TOKEN));
        api.post("/tokens/temporary/{token}/approve", Permission.MANAGE_ACCESS,
                "Approve a temporary token; shows the verifier", this::approve)
                .returns(Schema.object().text("token").text("verifier").required("token", "verifier"));
        api.delete("/tokens/temporary/{token}", Permission.MANAGE_ACCESS, "Reject a temporary token", this::reject);
        api.get("/tokens", Permission.READ_SETTINGS, "Tokens that consumers work with, page by page",
                (context, _) -> listing.answer(context, tokens.accessTokens(), this::fields))
                .asks(listing.parameters()).returns(Listing.schema("tokens", TOKEN));
        api.get("/tokens/{token}", Permission.READ_SETTINGS, "One of them", (context, _) -> {
            AccessToken token = known(context);
            Replies.show(context, tag(token), fields(token));
        }).returns(TOKEN);
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
        Precondition precondition = Precondition.of(context);
        AccessToken renewed = tokens
                .renew(context.pathParam("token"), token -> precondition.holdsFor(Optional.of(tag(token))),
                        caller.authorship())
                .orElseThrow(() -> stale(context));
        Replies.changed(context, false, "", tag(renewed), fields(renewed));
    }

    private AccessToken known(Context context) throws BadInput {
        return tokens.accessTokens().stream().filter(token -> token.value().equals(context.pathParam("token")))
                .findFirst().orElseThrow(TokensResource::unknown);
    }

    /** Of one that is there, or 404. */
    private BadInput stale(Context context) {
        try {
            return Precondition.failed(Optional.of(tag(known(context))));
        } catch (BadInput unknown) {
            return unknown;
        }
    }

    private EntityTag tag(AccessToken token) {
        return tags.of(token.value(), token.consumerId(), token.secret(), token.created(), token.expires());
    }

    private void revoke(Context context, Caller caller) throws BadInput {
        Precondition precondition = Precondition.of(context);
        if (!tokens.revoke(context.pathParam("token"), token -> precondition.holdsFor(Optional.of(tag(token))),
                caller.authorship())) {
            throw stale(context);
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private static BadInput unknown() {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no such token, or it has expired.");
    }

    private static String state(TemporaryToken token) {
        return token.verifier().isPresent() ? "approved" : "pending";
    }

    private String state(AccessToken token) {
        return token.isValidAt(clock.instant()) ? "valid" : "expired";
    }

    private static Map<String, Object> fields(TemporaryToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.value());
        fields.put("consumer", token.consumerId());
        fields.put("state", state(token));
        fields.put("created", token.created().toString());
        fields.put("expires", token.expires().toString());
        return fields;
    }

    private Map<String, Object> fields(AccessToken token) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("token", token.value());
        fields.put("consumer", token.consumerId());
        fields.put("state", state(token));
        fields.put("created", token.created().toString());
        fields.put("expires", token.expires().toString());
        fields.put("expiresSoon", TokenWatch.isEnding(token, clock));
        return fields;
    }
}
