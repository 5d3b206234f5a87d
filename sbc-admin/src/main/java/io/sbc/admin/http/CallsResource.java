package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.core.access.Permission;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.CallRecords;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The calls there are, and those that were lately.
 *
 * <pre>
 *  GET /api/v1/calls?state=live|ended&amp;limit=100   the newest first, live ones before ended ones
 *  GET /api/v1/calls/{id}                         one call with its legs, media and verdicts; a Call-ID will do, too
 * </pre>
 *
 * Nothing in it identifies a key.
 */
public final class CallsResource implements AdminResource {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;

    private final CallRecords records;

    public CallsResource(CallRecords records) {
        this.records = records;
    }

    @Override
    public void register(Api api) {
        api.get("/calls", Permission.READ_STATUS, "Live calls and those that ended lately", this::list);
        api.get("/calls/{id}", Permission.READ_STATUS, "One call: legs, media, verdicts", this::show);
    }

    private void list(Context context, Caller caller) {
        Optional<Integer> limit = limit(context.queryParam("limit"));
        String state = Optional.ofNullable(context.queryParam("state")).orElse("");
        if (limit.isEmpty()) {
            new Problem(HttpStatus.BAD_REQUEST, "limit has to be from 1 to " + LIMIT_MAX + ".").send(context);
            return;
        }
        if (!List.of("", "live", "ended").contains(state)) {
            new Problem(HttpStatus.BAD_REQUEST, "state has to be live or ended.").send(context);
            return;
        }
        List<CallRecord> live = state.equals("ended") ? List.of() : records.live();
        List<CallRecord> ended = state.equals("live") ? List.of() : records.newestFirst();
        List<Map<String, Object>> calls = new ArrayList<>();
        for (List<CallRecord> some : List.of(live, ended)) {
            some.stream().limit(limit.get() - calls.size()).map(CallDocument::summary).forEach(calls::add);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("live", live.size());
        document.put("ended", ended.size());
        document.put("calls", calls);
        context.json(document);
    }

    private static Optional<Integer> limit(@Nullable String text) {
        if (text == null) {
            return Optional.of(LIMIT_DEFAULT);
        }
        return text.matches("[1-9][0-9]{0,3}") && Integer.parseInt(text) <= LIMIT_MAX
                ? Optional.of(Integer.valueOf(text))
                : Optional.empty();
    }

    private void show(Context context, Caller caller) {
        records.find(context.pathParam("id")).ifPresentOrElse(call -> context.json(CallDocument.whole(call)),
                () -> new Problem(HttpStatus.NOT_FOUND, "There is no such call, or it was forgotten.").send(context));
    }
}
