package io.sbc.core.dialogid;

import java.util.ArrayList;
import java.util.List;

/** What one call has in {@link DialogIds}: a pair for each fork, one once it is answered. On the shard of the call. */
public final class CallDialogs {

    private final DialogIds ids;
    private final List<DialogPair> mine = new ArrayList<>();

    public CallDialogs(DialogIds ids) {
        this.ids = ids;
    }

    /** A pair came up, or is confirmed (the other forks are over then), or the phone in it has another Contact. */
    public void know(DialogPair pair) {
        if (mine.contains(pair)) {
            return;
        }
        if (pair.confirmed()) {
            mine.stream().filter(other -> !pair.isSameAs(other)).forEach(ids::remove);
            mine.clear();
        }
        mine.removeIf(pair::isSameAs);
        if (ids.put(pair)) {
            mine.add(pair);
        }
    }

    /** The call is over. */
    public void close() {
        mine.forEach(ids::remove);
        mine.clear();
    }
}
