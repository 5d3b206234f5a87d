package io.sbc.core.config;

import io.sbc.core.config.ConfigValue.Section;
import io.sbc.core.policy.AddressRule;
import io.sbc.core.policy.AddressRule.Part;
import io.sbc.core.policy.AddressRule.Place;
import io.sbc.core.policy.CodecRule;
import io.sbc.core.policy.HeaderRule;
import io.sbc.core.policy.RuleSet;
import io.sbc.core.policy.SafePattern;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads the rules of one direction of a profile: a list, each item one rule with the messages that it is for. */
final class ProfileRules {

    private static final List<String> KINDS = List.of("remove", "remove-token", "add", "set", "rewrite", "number",
            "domain");
    private static final List<String> KEYS = List.of("remove", "remove-token", "add", "set", "rewrite", "number",
            "domain", "methods", "messages");

    /** No PBX needs more; each costs a look at every message. */
    private static final int RULES_MAX = 100;

    private final ProfileValues values;

    ProfileRules(ProfileValues values) {
        this.values = values;
    }

    RuleSet read(String direction, Section top, CodecRule codecs) {
        List<RuleSet.Scoped> headers = new ArrayList<>();
        List<AddressRule> addresses = new ArrayList<>();
        List<ConfigValue> items = values.items("", top, direction);
        if (items.size() > RULES_MAX) {
            values.problem(direction, top.line(), "must not be more than " + RULES_MAX + " rules");
            return RuleSet.NONE;
        }
        for (int i = 0; i < items.size(); i++) {
            String path = direction + "[" + i + "]";
            if (items.get(i) instanceof Section rule) {
                one(path, rule, headers, addresses);
            } else {
                values.problem(path, items.get(i).line(), "must be a section, not " + items.get(i).kind());
            }
        }
        return new RuleSet(headers, addresses, codecs);
    }

    private void one(String path, Section rule, List<RuleSet.Scoped> headers, List<AddressRule> addresses) {
        values.keys(path, rule, KEYS);
        List<String> kinds = KINDS.stream().filter(rule.entries()::containsKey).toList();
        if (kinds.size() != 1) {
            values.problem(path, rule.line(), "must have exactly one of " + String.join(", ", KINDS));
            return;
        }
        String kind = kinds.getFirst();
        String kindPath = ProfileValues.path(path, kind);
        switch (kind) {
            case "number" -> address(kindPath, rule, kind, Part.NUMBER).ifPresent(addresses::add);
            case "domain" -> address(kindPath, rule, kind, Part.DOMAIN).ifPresent(addresses::add);
            default -> header(path, kindPath, rule, kind).flatMap(made -> scoped(path, rule, made))
                    .ifPresent(headers::add);
        }
    }

    private Optional<RuleSet.Scoped> scoped(String path, Section rule, HeaderRule made) {
        Set<String> methods = new HashSet<>();
        for (String method : values.words(path, rule, "methods")) {
            if (!SipMethod.of(method).isKnown()) {
                values.problem(ProfileValues.path(path, "methods"), rule.line(),
                        "\"" + method + "\" is not allowed: must be a SIP method, in capitals");
            }
            methods.add(method);
        }
        String messages = values.text(path, rule, "messages").orElse("all");
        return values.choice(ProfileValues.path(path, "messages"), rule.line(), messages,
                List.of("all", "requests", "responses"))
                .map(which -> new RuleSet.Scoped(made, methods, !which.equals("responses"),
                        !which.equals("requests")));
    }

    private Optional<HeaderRule> header(String path, String kindPath, Section rule, String kind) {
        if (kind.equals("remove")) {
            return values.text(path, rule, "remove").flatMap(name -> remove(kindPath, rule.line(), name));
        }
        Optional<Section> inner = values.section(path, rule, kind);
        if (inner.isEmpty()) {
            return Optional.empty();
        }
        Section at = inner.get();
        if (kind.equals("remove-token")) {
            values.keys(kindPath, at, List.of("header", "token"));
            Optional<HeaderName> list = name(kindPath, at, HeaderRule.TOKEN_LISTS::contains);
            return values.required(kindPath, at, "token")
                    .flatMap(token -> list.map(header -> new HeaderRule.RemoveToken(header, token)));
        }
        Optional<HeaderName> name = name(kindPath, at, HeaderRule::mayName);
        if (kind.equals("rewrite")) {
            values.keys(kindPath, at, List.of("header", "match", "replace"));
            Optional<SafePattern> pattern = pattern(kindPath, at);
            return name.flatMap(header -> pattern.map(known -> new HeaderRule.Rewrite(header, known)));
        }
        values.keys(kindPath, at, List.of("header", "value"));
        Optional<String> value = values.required(kindPath, at, "value");
        return name.flatMap(header -> value.map(text -> kind.equals("add")
                ? new HeaderRule.Add(header, text)
                : new HeaderRule.SetTo(header, text)));
    }

    private Optional<HeaderName> name(String path, Section at, Predicate<String> allowed) {
        return values.required(path, at, "header")
                .flatMap(word -> values.header(ProfileValues.path(path, "header"), at.line(), word, allowed));
    }

    /** {@code X-Name}, or {@code X-*} for all that begin so. */
    private Optional<HeaderRule> remove(String path, int line, String name) {
        if (!name.endsWith("*")) {
            return values.header(path, line, name, HeaderRule::mayName)
                    .map(header -> new HeaderRule.Remove(header.canonical(), false));
        }
        String prefix = name.substring(0, name.length() - 1);
        if (prefix.length() < 2) {
            values.problem(path, line, "\"" + name + "\" is not allowed: two letters at least before the *");
            return Optional.empty();
        }
        return Optional.of(new HeaderRule.Remove(prefix, true));
    }

    private Optional<AddressRule> address(String path, Section rule, String kind, Part part) {
        Optional<Section> inner = values.section(path, rule, kind);
        if (inner.isEmpty()) {
            return Optional.empty();
        }
        Section at = inner.get();
        values.keys(path, at, List.of("in", "match", "replace"));
        List<String> words = Arrays.stream(Place.values()).map(Place::word).toList();
        Set<Place> places = EnumSet.noneOf(Place.class);
        for (String word : values.words(path, at, "in")) {
            values.choice(ProfileValues.path(path, "in"), at.line(), word, words).ifPresent(
                    known -> places.add(Place.valueOf(known.toUpperCase(Locale.ROOT).replace('-', '_'))));
        }
        if (places.isEmpty()) {
            values.problem(ProfileValues.path(path, "in"), at.line(), "must name at least one of "
                    + String.join(", ", words));
            return Optional.empty();
        }
        return pattern(path, at).map(pattern -> new AddressRule(part, places, pattern));
    }

    private Optional<SafePattern> pattern(String path, Section at) {
        Optional<String> match = values.required(path, at, "match");
        Optional<String> replace = values.required(path, at, "replace");
        if (match.isEmpty() || replace.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(SafePattern.of(match.get(), replace.get()));
        } catch (IllegalArgumentException e) {
            values.problem(ProfileValues.path(path, "match"), at.line(),
                    "\"" + match.get() + "\" is not allowed: " + e.getMessage());
            return Optional.empty();
        }
    }
}
