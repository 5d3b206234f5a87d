package io.sbc.admin.console;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where templates write to. Beside markup, which jte escapes by context, it makes visible what turns the reading of a line around or hides in it
 * (Unicode TR 36 §2.9, CVE-2021-42574): directions, joiners, control characters, of which SIP lets a stranger write any. What a person may edit,
 * the value of a field, stays as it is, so that saving a form changes nothing else. Used by one thread.
 */
final class HarmlessOutput extends OwaspHtmlTemplateOutput {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final int PLANE = 0xFFFF;

    private @Nullable String tag;
    private @Nullable String attribute;

    HarmlessOutput(TemplateOutput output) {
        super(output);
    }

    @Override
    public void setContext(@Nullable String tagName, @Nullable String attributeName) {
        tag = tagName;
        attribute = attributeName;
        super.setContext(tagName, attributeName);
    }

    @Override
    public void writeUserContent(@Nullable String value) {
        boolean isEdited = attribute == null ? "textarea".equals(tag) : "value".equals(attribute);
        super.writeUserContent(value == null || isEdited ? value : visible(value));
    }

    /** {@code ⟨U+202E⟩} instead of the character that turns writing around. */
    static String visible(String text) {
        if (text.codePoints().noneMatch(HarmlessOutput::isHidden)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> {
            if (isHidden(c)) {
                out.append("⟨U+").append(HEX.toHexDigits(c, c > PLANE ? 5 : 4)).append('⟩');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
            case Character.CONTROL -> c != '\n' && c != '\r' && c != '\t';
            default -> false;
        };
    }
}
