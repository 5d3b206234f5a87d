package io.sbc.core.sip.transport.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whom a certificate is for. Immutable; names are in lower case.
 *
 * @param dnsNames dNSName entries of subjectAltName
 * @param addresses iPAddress entries
 * @param sipDomains of URI entries with scheme sip or sips and without a user part (RFC 5922 §7.1)
 * @param commonName the CN, only when the certificate has no subjectAltName at all
 */
public record CertificateNames(List<String> dnsNames, List<String> addresses, List<String> sipDomains,
        Optional<String> commonName) {

    /** Kinds of GeneralName (RFC 5280 §4.2.1.6). */
    private static final int DNS_NAME = 2;
    private static final int URI = 6;
    private static final int IP_ADDRESS = 7;

    public CertificateNames {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
        sipDomains = List.copyOf(sipDomains);
    }

    /** What cannot be read names nobody. */
    public static CertificateNames of(X509Certificate certificate) {
        List<String> dnsNames = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        List<String> sipDomains = new ArrayList<>();
        Collection<List<?>> alternatives;
        try {
            alternatives = certificate.getSubjectAlternativeNames();
        } catch (CertificateParsingException unreadable) {
            return new CertificateNames(List.of(), List.of(), List.of(), Optional.empty());
        }
        if (alternatives == null) {
            return new CertificateNames(List.of(), List.of(), List.of(), commonName(certificate));
        }
        for (List<?> alternative : alternatives) {
            String value = String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT);
            switch ((Integer) alternative.getFirst()) {
                case DNS_NAME -> dnsNames.add(value);
                case IP_ADDRESS -> addresses.add(value);
                case URI -> sipDomain(value).ifPresent(sipDomains::add);
                default -> {
                    // Kinds of names that nobody looks for in SIP.
                }
            }
        }
        return new CertificateNames(dnsNames, addresses, sipDomains, Optional.empty());
    }

    /** Whether a client that connects to this name or address may take the certificate; a wildcard stands for one label. */
    public boolean covers(String host) {
        String name = normal(host);
        Optional<InetAddress> literal = literal(name);
        if (literal.isPresent()) {
            return isAmong(literal.get());
        }
        int dot = name.indexOf('.');
        return dnsNames.contains(name) || (dot > 0 && dnsNames.contains("*" + name.substring(dot)))
                || sipDomains.contains(name) || commonName.filter(name::equals).isPresent();
    }

    /**
     * Whether it proves to be this SIP domain (RFC 5922 §7.1, §7.2): a SIP URI, else a dNSName, the CN only without any
     * subjectAltName; the whole name and no wildcard. Beyond the RFC, an address is proved by iPAddress, since PBXs are
     * configured by address more often than by name.
     */
    public boolean isSipIdentity(String domain) {
        String name = normal(domain);
        Optional<InetAddress> literal = literal(name);
        if (literal.isPresent()) {
            return isAmong(literal.get());
        }
        return sipDomains.contains(name) || dnsNames.contains(name) || commonName.filter(name::equals).isPresent();
    }

    /** All of it, for a message. */
    public String described() {
        List<String> all = new ArrayList<>(dnsNames);
        all.addAll(sipDomains);
        all.addAll(addresses);
        commonName.ifPresent(all::add);
        return all.isEmpty() ? "nobody" : String.join(", ", all);
    }

    /** Whether the two have a name or an address in common. */
    boolean sharesWith(CertificateNames other) {
        return dnsNames.stream().anyMatch(other.dnsNames::contains)
                || addresses.stream().anyMatch(other.addresses::contains);
    }

    private boolean isAmong(InetAddress address) {
        return addresses.stream().anyMatch(known -> literal(known).filter(address::equals).isPresent());
    }

    /** Lower case, without the root's dot and the brackets of an IPv6 literal. */
    private static String normal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            return name.substring(1, name.length() - 1);
        }
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }

    private static Optional<InetAddress> literal(String host) {
        boolean looksLikeOne = host.indexOf(':') >= 0 || host.chars().filter(c -> c == '.').count() == 3;
        if (!looksLikeOne) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(host));
        } catch (IllegalArgumentException name) {
            return Optional.empty();
        }
    }

    /** {@code sip:example.com}; one with a user part names a user, not a domain, and is passed over. */
    private static Optional<String> sipDomain(String uri) {
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? "" : uri.substring(0, colon);
        if ((!scheme.equals("sip") && !scheme.equals("sips")) || uri.indexOf('@') >= 0) {
            return Optional.empty();
        }
        String host = uri.substring(colon + 1);
        int end = host.startsWith("[") ? host.indexOf(']') + 1 : endOfName(host);
        return end > 0 ? Optional.of(normal(host.substring(0, end))) : Optional.empty();
    }

    private static int endOfName(String host) {
        for (int i = 0; i < host.length(); i++) {
            if (":;?".indexOf(host.charAt(i)) >= 0) {
                return i;
            }
        }
        return host.length();
    }

    private static Optional<String> commonName(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName()).getRdns().reversed().stream()
                    .filter(rdn -> rdn.getType().equalsIgnoreCase("CN")).map(Rdn::getValue)
                    .filter(String.class::isInstance).map(value -> normal((String) value)).findFirst();
        } catch (InvalidNameException unreadable) {
            return Optional.empty();
        }
    }
}
