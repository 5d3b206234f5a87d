package io.sbc.core.translate;

import io.sbc.core.dialogid.DialogRef;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sip.message.NameAddr;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/**
 * An XML event body in the words of the other side: dialog-info (RFC 4235), PIDF (RFC 3863), reginfo (RFC 3680),
 * conference-info (RFC 4575) and vendors' own. Addresses are mapped, dialog ids translated, ids that may be a Call-ID
 * renamed; session descriptions and routes are left out, and so is any other text that seems to name a host. Read as a
 * stream without DTD, entities or anything from outside, with bounds on depth and size. One body, one thread.
 */
final class XmlBody {

    /** A byte order mark of UTF-16, or a declaration of anything but UTF-8. */
    private static final Pattern OTHER_ENCODING = Pattern.compile(
            "\u00fe\u00ff|\u00ff\u00fe|<\\?xml[^>]{0,64}encoding\\s{0,8}=\\s{0,8}[\"'](?!utf-8[\"'])",
            Pattern.CASE_INSENSITIVE);
    private static final int HEAD_MAX = 128;

    private static final int DEPTH_MAX = 32;
    private static final int ELEMENTS_MAX = 8192;

    /** With all that is in them: SDP, routes, and parameters which nobody knows. */
    private static final Set<String> LEFT_OUT = Set.of("session-description", "route-set", "unknown-param");

    /** RFC 4235 §4.1.6: the parties of a dialog, their address and their Contact. */
    private static final Set<String> PARTIES = Set.of("local", "remote");
    private static final String IDENTITY = "identity";
    private static final String TARGET = "target";

    /** Names of elements, attributes and namespaces pass, but for what only poses as one. */
    private static final Pattern ADDRESS = Pattern.compile("@|sips?:|\\[|\\d{1,3}(\\.\\d{1,3}){3}",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern PARAMETER = Pattern.compile("[A-Za-z0-9+_.-]{1,64}");
    private static final Pattern URI = Pattern.compile("\\s*(sips?|pres|im|tel):.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** What has dots and is no host: times (RFC 3339) and numbers. */
    private static final Pattern TIME_OR_NUMBER = Pattern
            .compile("\\s*(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(Z|[+-][\\d:]+)?|-?\\d+\\.\\d+)\\s*", Pattern.CASE_INSENSITIVE);

    private final AddressMap addresses;
    private final DialogTranslator dialogs;
    private int elements;

    /** The address of the party whose target comes next; empty when it has shown none. */
    private String identity = "";

    XmlBody(AddressMap addresses, DialogTranslator dialogs) {
        this.addresses = addresses;
        this.dialogs = dialogs;
    }

    /** The body translated; empty when it is not well-formed, or beyond the bounds. */
    Optional<byte[]> translate(byte[] body) {
        if (!isEncodedAsItSays(body)) {
            return Optional.empty();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + 256);
        try {
            XMLStreamReader reader = readers().createXMLStreamReader(new ByteArrayInputStream(body));
            XMLStreamWriter writer = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            writer.writeStartDocument("UTF-8", "1.0");
            copy(reader, writer);
            writer.writeEndDocument();
            writer.close();
            return Optional.of(out.toByteArray());
        } catch (XMLStreamException _) {
            return Optional.empty(); // the peer's fault: it is told by the status
        }
    }

    /** The JDK's reader writes octets that are no UTF-8 to the standard error, whoever sent them: they do not come so far. */
    private static boolean isEncodedAsItSays(byte[] body) {
        String head = new String(body, 0, Math.min(body.length, HEAD_MAX), StandardCharsets.ISO_8859_1);
        if (OTHER_ENCODING.matcher(head).lookingAt()) {
            return true;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).hasArray();
        } catch (CharacterCodingException _) {
            return false;
        }
    }

    private static XMLInputFactory readers() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing from outside");
        });
        return factory;
    }

    private void copy(XMLStreamReader reader, XMLStreamWriter writer) throws XMLStreamException {
        int depth = 0;
        int leftOutAt = 0; // depth of the element that is left out; 0: none is
        boolean isIdentity = false;
        while (reader.hasNext()) {
            switch (next(reader)) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    isIdentity = reader.getLocalName().equals(IDENTITY);
                    if (depth > DEPTH_MAX || ++elements > ELEMENTS_MAX) {
                        throw new XMLStreamException("too deep or too many elements");
                    }
                    if (leftOutAt == 0 && LEFT_OUT.contains(reader.getLocalName())) {
                        leftOutAt = depth;
                    } else if (leftOutAt == 0) {
                        start(reader, writer);
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    isIdentity = false;
                    if (PARTIES.contains(reader.getLocalName())) {
                        identity = "";
                    }
                    if (leftOutAt == 0) {
                        writer.writeEndElement();
                    } else if (leftOutAt == depth) {
                        leftOutAt = 0;
                    }
                    depth--;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
                    if (leftOutAt == 0 && depth > 0) {
                        String text = text(reader.getText());
                        identity = isIdentity ? text : identity;
                        writer.writeCharacters(text);
                    }
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new XMLStreamException("no DTD, no entities");
                default -> {
                    // comments and processing instructions are for nobody on the other side
                }
            }
        }
    }

    /** The JDK's reader falls over its own words on some octets of a DTD (MissingResourceException): the body's fault too. */
    private static int next(XMLStreamReader reader) throws XMLStreamException {
        try {
            return reader.next();
        } catch (RuntimeException unreadable) {
            throw new XMLStreamException(unreadable);
        }
    }

    /** @throws XMLStreamException where a name holds an address: nobody's vocabulary does */
    private static String name(String name) throws XMLStreamException {
        if (ADDRESS.matcher(name).find()) {
            throw new XMLStreamException("an address in a name");
        }
        return name;
    }

    private void start(XMLStreamReader reader, XMLStreamWriter writer) throws XMLStreamException {
        String prefix = reader.getPrefix();
        name(reader.getLocalName() + ' ' + prefix);
        String namespace = reader.getNamespaceURI();
        if (namespace == null) {
            writer.writeStartElement(reader.getLocalName());
        } else {
            writer.writeStartElement(prefix == null ? "" : prefix, reader.getLocalName(), namespace);
        }
        for (int i = 0; i < reader.getNamespaceCount(); i++) {
            String declared = reader.getNamespacePrefix(i);
            String uri = name(reader.getNamespaceURI(i) == null ? "" : reader.getNamespaceURI(i));
            name(declared == null ? "" : declared);
            if (declared == null) {
                writer.writeDefaultNamespace(uri);
            } else {
                writer.writeNamespace(declared, uri);
            }
        }
        Map<String, String> dialog = dialogOf(reader);
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            Optional<String> value = attribute(reader, i, dialog);
            if (value.isPresent()) {
                write(reader, i, value.get(), writer);
            }
        }
    }

    private static void write(XMLStreamReader reader, int i, String value, XMLStreamWriter writer)
            throws XMLStreamException {
        String namespace = reader.getAttributeNamespace(i);
        name(reader.getAttributeLocalName(i));
        if (namespace == null || namespace.isEmpty()) {
            writer.writeAttribute(reader.getAttributeLocalName(i), value);
        } else {
            writer.writeAttribute(reader.getAttributePrefix(i), namespace, reader.getAttributeLocalName(i), value);
        }
    }

    /** The dialog that an element names by its attributes, as the other side calls it; empty values: not to be told. */
    private Map<String, String> dialogOf(XMLStreamReader reader) {
        String callId = reader.getAttributeValue(null, "call-id");
        Map<String, String> told = new LinkedHashMap<>();
        if (callId == null) {
            return told;
        }
        String local = reader.getAttributeValue(null, "local-tag");
        String remote = reader.getAttributeValue(null, "remote-tag");
        DialogRef named = new DialogRef(callId, local == null ? "" : local, remote == null ? "" : remote);
        DialogRef there = dialogs.translate(addresses.from(), named).orElse(new DialogRef("", "", ""));
        told.put("call-id", there.callId());
        told.put("local-tag", there.toTag());
        told.put("remote-tag", there.fromTag());
        return told;
    }

    private Optional<String> attribute(XMLStreamReader reader, int i, Map<String, String> dialog) {
        String name = reader.getAttributeLocalName(i);
        String value = reader.getAttributeValue(i);
        String translated = dialog.get(name);
        if (translated != null) {
            return Optional.of(translated).filter(told -> !told.isEmpty());
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "local-tag", "remote-tag" -> Optional.empty(); // of a dialog without call-id
            case "id" -> Optional.of(reader.getLocalName().equals("dialog") || namesHost(value)
                    ? dialogs.nameOf(value)
                    : value);
            case "uri" -> reader.getLocalName().equals(TARGET) && !identity.isEmpty()
                    ? Optional.of(identity) // a Contact of the other side leads nowhere; who has it can be called
                    : plain(value);
            case "pname" -> Optional.of(value)
                    .filter(parameter -> PARAMETER.matcher(parameter).matches() && !ADDRESS.matcher(parameter).find());
            case "callid" -> Optional.of(dialogs.nameOf(value)); // reginfo
            default -> plain(value);
        };
    }

    private String text(String text) {
        return plain(text).orElse("");
    }

    /** A URI mapped, harmless text as it is; empty for what would show a host. */
    private Optional<String> plain(String value) {
        if (URI.matcher(value).matches()) {
            return addresses.uri(value);
        }
        if (value.toLowerCase(Locale.ROOT).contains("sip:") || value.toLowerCase(Locale.ROOT).contains("sips:")) {
            return NameAddr.parse(value.strip()).flatMap(addresses::address).map(NameAddr::toString);
        }
        return namesHost(value) ? Optional.empty() : Optional.of(value);
    }

    private static boolean namesHost(String value) {
        return TopologyPolicy.phrase(value).isEmpty() && !TIME_OR_NUMBER.matcher(value).matches();
    }
}
