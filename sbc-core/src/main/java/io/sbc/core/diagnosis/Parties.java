package io.sbc.core.diagnosis;

import io.sbc.core.Side;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.PbxName;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.Recording;
import io.sbc.media.api.MediaSide;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who is who in a recording, in the words of a verdict: {@code the phone (1001, 192.0.2.7:4711)}, {@code the PBX mx-one (10.0.0.5:5060)}.
 * Texts of rules name them so:
 *
 * <pre>
 *  {phone} {pbx}  as above, as far as it is known        {user}  the device's user, or who an attempt says it is
 *  {party}        those whom the finding is about        {far}   the number at the PBX's side of a call
 * </pre>
 *
 * @param phone with its user and where it was last
 * @param pbx with its name in the configuration and where it was last
 */
record Parties(String phone, String pbx, String user, String far) {

    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9+_][A-Za-z0-9+_.@:-]*");

    static Parties of(RecordedCase recorded) {
        Recording recording = recorded.recording();
        String phoneAt = last(recorded, Side.SET).orElse(recording.source());
        String phone = Stream.of(recording.user(), phoneAt).filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        String name = recorded.decisions().stream().flatMap(decision -> PbxName.of(decision.words()).stream())
                .reduce((_, later) -> later).orElse("");
        String pbx = (name.isEmpty() ? "" : " " + name)
                + last(recorded, Side.ICP).map(address -> " (" + address + ")").orElse("");
        return new Parties(clean("the phone" + (phone.isEmpty() ? "" : " (" + phone + ")")), clean("the PBX" + pbx),
                clean(who(recording)), clean(far(recorded.call(), recording)));
    }

    /** Where its last message came from, or was sent to. */
    private static Optional<String> last(RecordedCase recorded, Side side) {
        return recorded.lines().stream().map(Line::message).filter(message -> message.side() == side)
                .map(Message::remote).reduce((_, later) -> later).map(Parties::text);
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** An INVITE that was refused at the door has no device: it is called by who it says it is of, or by its address. */
    private static String who(Recording recording) {
        return Stream.of(recording.user(), recording.caller(), recording.source()).filter(text -> !text.isEmpty())
                .findFirst().orElse("");
    }

    private static String far(Optional<CallRecord> call, Recording recording) {
        return call.filter(its -> its.from() == Side.ICP).isPresent() ? recording.caller() : recording.callee();
    }

    /** Names come from the network. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", ".");
    }

    /** For what happened. */
    String fill(String text, Set<MediaSide> about) {
        return fill(text, about, user, far.isEmpty() ? "the other party" : far);
    }

    /** For what to do: whoever copies a command of it into a shell must not run what a stranger chose to be called. */
    String advise(String text, Set<MediaSide> about) {
        return fill(text, about, HARMLESS.matcher(user).matches() ? user : "USER",
                HARMLESS.matcher(far).matches() ? far : "NUMBER");
    }

    private String fill(String text, Set<MediaSide> about, String itsUser, String itsFar) {
        String party = about.stream().sorted(Comparator.naturalOrder())
                .map(side -> side == MediaSide.SET ? phone : pbx).collect(Collectors.joining(" and "));
        String filled = text.replace("{phone}", phone).replace("{pbx}", pbx)
                .replace("{party}", party.isEmpty() ? "a party" : party).replace("{user}", itsUser)
                .replace("{far}", itsFar);
        return filled.isEmpty() ? filled : filled.substring(0, 1).toUpperCase(Locale.ROOT) + filled.substring(1);
    }
}
