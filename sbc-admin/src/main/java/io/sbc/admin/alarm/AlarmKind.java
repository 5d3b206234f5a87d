package io.sbc.admin.alarm;

import static io.sbc.core.alarm.Severity.CRITICAL;
import static io.sbc.core.alarm.Severity.MAJOR;
import static io.sbc.core.alarm.Severity.MINOR;

import io.sbc.core.alarm.Severity;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The catalogue: every alarm there is, in the words of {@code docs/alarms.md}, which is made from it. */
public enum AlarmKind {
    // @formatter:off
    PBX_UNREACHABLE(CRITICAL, "PBX unreachable",
            "None of the addresses of a PBX answers. Its calls and registrations get 503.",
            "The PBX or the network to it is down, a firewall drops SIP, or the PBX has blocked the SBC as a flooder.",
            "Ping it, look at its SIP trunk or registrar, allow-list the SBC there. ./sbc doctor asks it by OPTIONS.",
            "health checks of all addresses failed (icp.failover)", "one address answers again", 0, 5),
    PBX_NODE_UNREACHABLE(MAJOR, "Address of a PBX unreachable",
            "One address of a PBX does not answer; the others carry its load.",
            "One node of the PBX is down, or the way to it.",
            "Look at that node; nothing has to be done at the SBC, it hands back by itself.",
            "health checks of the address failed, others of the PBX answer", "it answers again", 0, 5),
    PBX_REFUSES(CRITICAL, "PBX refuses registrations",
            "A PBX refuses many of the devices that are to be registered there.",
            "Authorization codes were changed at the PBX, users were deleted there, or its licences are used up.",
            "./sbc registrations --state refused names them; ./sbc attempts USER tells why. Set the codes anew.",
            "at least 5 devices of the PBX and a quarter of them are refused", "fewer than half of that", 30, 60),
    DNS_FAILING(MAJOR, "Name of a PBX cannot be resolved",
            "DNS has no address for a PBX: it cannot be reached at all.",
            "The name is misspelt, its zone lacks it, or the name servers do not answer.",
            "Look it up by hand with dig; see icp.dns-servers.",
            "no address of the PBX is known", "an address is known", 30, 5),
    CERTIFICATE_EXPIRED(CRITICAL, "Certificate expired",
            "A certificate has expired: phones, PBXs or administrators refuse to connect.",
            "It was not renewed in time.",
            "Put the new chain and key in place; it is taken within tls.reload-check, no restart.",
            "its end has passed", "the file holds a valid one", 0, 0),
    CERTIFICATE_ENDS_IN_DAYS(MAJOR, "Certificate expires within 7 days",
            "A certificate expires within 7 days.",
            "Renewal does not work.",
            "Renew it now: once it has expired, no phone connects any more.",
            "fewer than 7 days are left", "the file holds one that lasts longer", 0, 0),
    CERTIFICATE_ENDS_IN_WEEKS(MINOR, "Certificate expires within 30 days",
            "A certificate expires within 30 days.",
            "It is time.",
            "Renew it; put chain and key in place, they are taken without a restart.",
            "fewer than 30 days are left", "the file holds one that lasts longer", 0, 0),
    CERTIFICATE_UNUSABLE(MAJOR, "Changed certificate cannot be used",
            "Certificate files were changed, but cannot be used; the old ones stay in force.",
            "Key and certificate do not belong together, a file is half written, or it has expired.",
            "./sbc check-config says what is wrong with which file.",
            "changed files were refused", "the files can be used", 0, 0),
    TOKEN_ENDS(MINOR, "Access token ends soon",
            "The token of a provisioning manager ends within 30 days; then it can change nothing any more.",
            "Tokens live for admin.oauth.access-token-life.",
            "Have the provisioning manager ask for a new one, and approve it.",
            "fewer than 30 days are left", "it was renewed or revoked, or has ended", 0, 0),
    MEDIA_PORTS_LOW(MAJOR, "Media ports nearly used up",
            "More than 90 % of media.ports are in use: soon calls will be refused.",
            "More calls than the range was made for (four ports each), or a leak.",
            "Widen media.ports; if there are few calls, make a support bundle.",
            "more than 90 % in use", "less than 80 %", 0, 10),
    MEDIA_PORTS_EXHAUSTED(CRITICAL, "Media ports used up",
            "Calls are refused because no media port is free.",
            "As for nearly used up.",
            "Widen media.ports and restart.",
            "a call was refused for it within the last minute", "none was for a minute", 0, 0),
    CALLS_AT_LIMIT(MAJOR, "Highest number of calls reached",
            "calls.maximum is nearly reached or reached; one call more gets 503 (emergency calls do not).",
            "More traffic than was planned for, or an attack with stolen credentials.",
            "Look at ./sbc calls; raise calls.maximum and media.ports if the calls are honest.",
            "95 % of calls.maximum", "less than 85 %", 0, 10),
    LICENCES_LOW(MINOR, "Teleworker licences nearly used up",
            "More than 90 % of the teleworker licences are used.",
            "More devices were provisioned.",
            "Order licences, or delete devices that nobody uses.",
            "more than 90 % used", "less than 85 %", 0, 0),
    LICENCES_EXHAUSTED(MAJOR, "Teleworker licences used up",
            "No further device can be provisioned. Those that there are work on.",
            "All licences are used.",
            "Order licences, or delete devices that nobody uses; ./sbc licences set.",
            "none is left", "one is free", 0, 0),
    OVERLOAD(CRITICAL, "Overload: new work is refused",
            "New registrations and calls of phones are refused with 503 to keep what lives alive.",
            "All phones come back at once after an outage (then it passes by itself), a flood, or too small a machine.",
            "Look at sbc_shard_wait_seconds and at the guard's counters; block who floods; give it more cores.",
            "requests were refused for overload within the last 15 s", "none was for 60 s", 5, 60),
    SOURCE_BLOCKED(MINOR, "Sources blocked",
            "The guard shuts addresses out.",
            "Scanners of the internet; also a phone with a wrong password that tries for ever.",
            "./sbc guard list and ./sbc guard explain ADDRESS tell why; ./sbc guard unblock lets one in again.",
            "at least one source is blocked by the guard itself", "none is", 0, 0),
    OFFICE_BLOCKED(MAJOR, "Address with registered phones blocked",
            "An address is blocked behind which phones are registered: new phones of that office cannot come in.",
            "One phone of many behind a NAT has a wrong password, or an attacker sits in that office.",
            "./sbc attempts ADDRESS names the phone; mend it, then ./sbc guard unblock; put the office into guard.allow.",
            "a blocked source has registered flows, or was known for its phones", "it is not blocked any more", 0, 0),
    ATTACK(MAJOR, "Attack goes on",
            "Many sources are blocked in a short time, or passwords of users are guessed from many places.",
            "A distributed scan or password guessing.",
            "./sbc guard list; change the set-side password of users that are named; restrict set.tls.access if it can be.",
            "20 new blocks within 5 minutes, or a user under attack", "fewer than 5, and no user under attack", 0, 120),
    STORE_UNWRITABLE(CRITICAL, "Database cannot be written",
            "What is changed or registered cannot be stored; calls and registrations go on from memory.",
            "The disk is full or read-only, or the file belongs to somebody else.",
            "Make room or mend the disk at store.database. Nothing has to be restarted.",
            "a write failed", "a write succeeds", 0, 10),
    DATABASE_GONE(CRITICAL, "Database does not answer",
            "The database does not answer: changes get 503; calls and registrations go on from memory.",
            "PostgreSQL or the network to it is down, or its connections are used up.",
            "Look at the database server; the SBC connects again by itself.",
            "a read failed", "a read succeeds", 5, 10),
    NOTIFICATIONS_DOWN(MINOR, "Changes of other nodes come late",
            "The connection on which PostgreSQL tells of other nodes' changes is gone; they are found by looking.",
            "The database was restarted, or a pooler stands between that does not pass LISTEN.",
            "Connect store.postgresql.url to the server itself.",
            "the listening connection is down", "it is up", 15, 5),
    HISTORY_BROKEN(CRITICAL, "Event history was tampered with",
            "The chain of the event history is broken: an entry was changed, taken out or put in.",
            "Somebody changed the database by hand, or restored a part of it.",
            "./sbc events verify names the entry; compare it with a backup; find out who has access to the file.",
            "the daily walk along the chain found it", "a later walk finds it whole", 0, 0),
    DISK_LOW(MAJOR, "Disk nearly full",
            "Little space is left where the database, the records or the captures lie.",
            "Logs, captures or other programs take the space.",
            "Make room; lower recorder.retention-size, capture.total-size or store.history.size.",
            "less than alarms.disk-free is left", "a quarter more than that is left", 0, 30),
    RECORDER_LOSING(MINOR, "Flight recorder loses records",
            "Ended calls are not stored, or events are dropped before they are.",
            "The disk is too slow or full, or recorder.memory is too small for so many calls.",
            "Look at the disk; raise recorder.memory.",
            "calls were lost within the last minute", "none was for 5 minutes", 0, 300),
    CAPTURE_LOSING(MINOR, "Capture loses packets",
            "A running capture has holes.",
            "More traffic than the disk takes.",
            "Capture one user or number, not all; use a faster disk.",
            "packets were lost within the last minute", "none was for a minute", 0, 60),
    JOURNAL_BEHIND(MAJOR, "Registrations wait to be stored",
            "Registrations or blocks wait long to be written: a crash now would lose them, and phones would register anew.",
            "The disk is too slow or refuses writes.",
            "As for a database that cannot be written.",
            "more than 5,000 wait, or some were lost", "fewer than 500 wait", 10, 30),
    HEAP_HIGH(MAJOR, "Memory nearly used up",
            "After a collection more than 85 % of the heap are in use.",
            "More calls, registrations or records than the heap was made for, or a leak.",
            "Raise -Xmx in conf/jvm.options; make a support bundle before a restart.",
            "more than 85 % after a collection", "less than 75 %", 30, 60),
    GC_SLOW(MAJOR, "Long pauses for memory",
            "The process spends much time collecting garbage: voice stutters.",
            "The heap is too small, or the machine swaps.",
            "Raise -Xmx; see that the machine does not swap.",
            "more than 10 % of the last minute", "less than 3 %", 10, 60),
    FILES_LOW(MAJOR, "File descriptors nearly used up",
            "More than 85 % of the files and sockets that the process may open are open.",
            "LimitNOFILE is too low for so many connections and calls.",
            "Raise LimitNOFILE of the service and restart.",
            "more than 85 %", "less than 75 %", 0, 30),
    CLOCK_JUMPED(MINOR, "Clock was set",
            "The wall clock jumped by more than 2 seconds.",
            "The time service corrected it, or somebody set it; a virtual machine was suspended.",
            "Let a time service keep the clock (chrony): wrong time breaks certificates, nonces and signed requests.",
            "it jumped within the last 10 minutes", "it did not for 10 minutes", 0, 0),
    CLOCK_UNKEPT(MINOR, "Nothing keeps the clock",
            "The kernel says that the clock is not synchronised.",
            "No time service runs, or it reaches no server.",
            "timedatectl set-ntp true, or install chrony.",
            "no sign of a time service for 10 minutes", "there is one", 600, 0),
    MEDIA_LATE(MAJOR, "Media threads are late",
            "A media loop or the conductor does not keep up: voice stutters, calls are set up late.",
            "The machine is too small or too busy with other things.",
            "Look at the load of the machine; give it more cores; see media.loops.",
            "more than 1,000 commands wait", "fewer than 100", 5, 30),
    SIGNALLING_LATE(MAJOR, "Signalling threads are late",
            "New work waits for more than half a second before anybody looks at it.",
            "The machine is too small or too busy, or all phones come back at once.",
            "As for overload.",
            "a wait above 500 ms", "below 200 ms", 10, 30),
    ONE_WAY_AUDIO(MAJOR, "One-way audio in many calls",
            "In many calls one party is not heard.",
            "A firewall drops RTP, the advertised address is wrong, or a network between is down.",
            "./sbc calls and ./sbc call show ID tell which direction and why; see set.media and icp.media.",
            "5 calls and a tenth of all within 5 minutes", "fewer than 2 within 5 minutes", 0, 60),
    MEDIA_POOR(MINOR, "Poor audio in many calls",
            "Many calls end with a poor MOS.",
            "Loss or jitter on a network between.",
            "./sbc call show ID tells the side; look at the network there.",
            "10 calls and a fifth of all within 15 minutes", "fewer than 5", 0, 60),
    LOGINS_FAILING(MINOR, "Administrators' passwords are guessed",
            "Many log-ins to the console or the API fail.",
            "Somebody guesses, or a program has an old password.",
            "The log (login failed) and ./sbc events list --action account.locked tell from where; keep admin.api off the internet.",
            "10 failed log-ins within 5 minutes", "fewer than 3", 0, 60),
    ACCOUNT_LOCKED(MAJOR, "Administrator shut out",
            "An account or a source was shut out for failed log-ins.",
            "As for guessed passwords.",
            "It ends by itself; ./sbc administrators reset-password ends it at once for an account.",
            "one was shut out within the last 15 minutes", "none was for 15 minutes", 0, 0),
    DELIVERY_FAILING(MAJOR, "Alarms are not delivered",
            "Messages of alarms do not reach where they are sent: syslog, webhook or mail.",
            "The receiver is down, refuses them, or its certificate is not trusted.",
            "./sbc alarms test shows the error; mend the section alarms of the configuration.",
            "a message was given up, or has been tried for a minute", "one was delivered", 0, 0),
    PROCESS_DIED(MINOR, "SBC ended unexpectedly",
            "The process before this one ended without an orderly stop, and this one was started after it.",
            "A crash, too little memory, the kernel's OOM killer, kill -9 by somebody, or a power failure.",
            "journalctl -u sbc and dmesg of that time; hs_err_pid*.log where the SBC runs tells of a crash. "
                    + "Make a support bundle, then acknowledge this alarm: that clears it.",
            "at the start, when the process before left no sign of an orderly stop",
            "somebody acknowledges it, or 24 hours have passed", 0, 0),
    PART_FAILED(CRITICAL, "Part of the SBC failed",
            "A part that /health/ready looks at is not well.",
            "A thread ended by a fault, or the machine does not come round to it.",
            "Make a support bundle and restart; the log says what happened.",
            "its check failed", "its check is well", 5, 5);
    // @formatter:on

    private final Severity severity;
    private final String title;
    private final String meaning;
    private final String cause;
    private final String remedy;
    private final String raised;
    private final String cleared;
    private final Duration raiseAfter;
    private final Duration clearAfter;

    AlarmKind(Severity severity, String title, String meaning, String cause, String remedy, String raised,
            String cleared, int raiseAfterSeconds, int clearAfterSeconds) {
        this.severity = severity;
        this.title = title;
        this.meaning = meaning;
        this.cause = cause;
        this.remedy = remedy;
        this.raised = raised;
        this.cleared = cleared;
        this.raiseAfter = Duration.ofSeconds(raiseAfterSeconds);
        this.clearAfter = Duration.ofSeconds(clearAfterSeconds);
    }

    /** Its name on the wire and in the database: {@code pbx-unreachable}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of that name. */
    public static Optional<AlarmKind> named(String wireName) {
        return Arrays.stream(values()).filter(kind -> kind.wireName().equals(wireName)).findFirst();
    }

    public Severity severity() {
        return severity;
    }

    /** A few words. */
    public String title() {
        return title;
    }

    /** What is the matter. */
    public String meaning() {
        return meaning;
    }

    /** Why that usually is. */
    public String cause() {
        return cause;
    }

    /** What to do. */
    public String remedy() {
        return remedy;
    }

    /** The condition that raises it. */
    public String raised() {
        return raised;
    }

    /** The condition that clears it. */
    public String cleared() {
        return cleared;
    }

    /** How long the condition has to hold. */
    public Duration raiseAfter() {
        return raiseAfter;
    }

    /** How long it has to be gone. */
    public Duration clearAfter() {
        return clearAfter;
    }
}
