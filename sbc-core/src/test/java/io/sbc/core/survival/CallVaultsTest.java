package io.sbc.core.survival;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.core.survival.CallVault.Slot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallVaultsTest {

    private static final byte[] KEY = new byte[32];

    @TempDir
    private Path directory;
    private final List<CallVaults> opened = new ArrayList<>();

    @AfterEach
    void closeAll() {
        opened.forEach(CallVaults::close);
    }

    private CallVaults open(byte[] key, int shards, int callsMax) {
        CallVaults vaults = CallVaults.open(directory, key, shards, callsMax, new SecureRandom(), Clock.system());
        opened.add(vaults);
        return vaults;
    }

    /** As a process that comes after a kill: nothing was closed by that one, and nothing more than memory was written. */
    private CallVaults openAgain(byte[] key, int shards) {
        opened.forEach(CallVaults::close);
        opened.clear();
        return open(key, shards, 100);
    }

    private static void write(Slot slot, String record) {
        byte[] octets = record.getBytes(StandardCharsets.UTF_8);
        assertTrue(slot.write(octets, octets.length));
    }

    private static List<String> texts(CallVaults vaults) {
        return vaults.kept().stream()
                .map(kept -> kept.shard() + " " + new String(kept.record(), StandardCharsets.UTF_8))
                .sorted().toList();
    }

    @Test
    void shouldFindTheLastRecordOfEachCallThatIsNotOver() {
        CallVaults vaults = open(KEY, 2, 100);
        Slot one = vaults.of(0).open().orElseThrow();
        Slot two = vaults.of(0).open().orElseThrow();
        Slot three = vaults.of(1).open().orElseThrow();
        write(one, "one");
        write(two, "two");
        write(three, "three");
        write(one, "one again");
        two.free();
        assertEquals(2, vaults.gauges().getFirst().value().getAsLong());

        CallVaults after = openAgain(KEY, 2);

        assertEquals(List.of("0 one again", "1 three"), texts(after));
        assertEquals(2, after.gauges().getFirst().value().getAsLong());
    }

    @Test
    void shouldGoOnInTheSamePlace() {
        write(open(KEY, 1, 100).of(0).open().orElseThrow(), "before");
        CallVaults second = openAgain(KEY, 1);
        write(second.kept().getFirst().slot(), "after");

        CallVaults third = openAgain(KEY, 1);
        assertEquals(List.of("0 after"), texts(third));
        third.kept().getFirst().slot().free();

        assertEquals(List.of(), texts(openAgain(KEY, 1)));
    }

    /** Random calls come, change and go, with a kill between; what is found is what a map has. */
    @Test
    void shouldBehaveAsAMapThatOutlivesTheProcess() {
        Random random = new Random(7);
        Map<Slot, String> model = new HashMap<>();
        CallVaults vaults = open(KEY, 1, 100);
        for (int step = 0; step < 3_000; step++) {
            List<Slot> slots = List.copyOf(model.keySet());
            int what = random.nextInt(100);
            if (what == 0) {
                vaults = openAgain(KEY, 1);
                assertEquals(model.values().stream().map(text -> "0 " + text).sorted().toList(), texts(vaults));
                model.clear();
                vaults.kept().forEach(kept -> model.put(kept.slot(),
                        new String(kept.record(), StandardCharsets.UTF_8)));
            } else if (slots.isEmpty() || (what < 40 && slots.size() < 100)) {
                Slot slot = vaults.of(0).open().orElseThrow();
                model.put(slot, text(random, step));
                write(slot, model.get(slot));
            } else if (what < 70) {
                Slot slot = slots.get(random.nextInt(slots.size()));
                model.put(slot, text(random, step));
                write(slot, model.get(slot));
            } else {
                Slot slot = slots.get(random.nextInt(slots.size()));
                slot.free();
                model.remove(slot);
            }
        }
        assertEquals(model.size(), vaults.gauges().getFirst().value().getAsLong());
    }

    private static String text(Random random, int step) {
        return step + "x".repeat(random.nextInt(4000));
    }

    @Test
    void shouldTakeTheRecordBeforeWhenTheLastOneIsTorn() throws IOException {
        Slot slot = open(KEY, 1, 100).of(0).open().orElseThrow();
        write(slot, "whole");
        write(slot, "torn");

        damage(4096 + 20); // the second is in the first half

        CallVaults after = openAgain(KEY, 1);
        assertEquals(List.of("0 whole"), texts(after));
        write(after.kept().getFirst().slot(), "next");
        assertEquals(List.of("0 next"), texts(openAgain(KEY, 1)));
    }

    private void damage(int... places) throws IOException {
        opened.forEach(CallVaults::close);
        opened.clear();
        Path file = directory.resolve("shard-0.calls");
        byte[] octets = Files.readAllBytes(file);
        for (int place : places) {
            octets[place] ^= 1;
        }
        Files.write(file, octets);
    }

    @Test
    void shouldDropAndClearWhatDoesNotOpen() throws IOException {
        Slot slot = open(KEY, 1, 100).of(0).open().orElseThrow();
        write(slot, "one");
        write(slot, "two");

        damage(4096 + 20, 4096 + VaultFile.HALF_OCTETS + 20);

        CallVaults after = openAgain(KEY, 1);
        assertEquals(List.of(), texts(after));
        assertEquals(1, after.counters().value(SurvivalCounter.UNREADABLE));
        assertEquals(0, openAgain(KEY, 1).counters().value(SurvivalCounter.UNREADABLE), "it is cleared");
    }

    @Test
    void shouldDropWhatAnotherKeySealed() {
        write(open(KEY, 1, 100).of(0).open().orElseThrow(), "one");
        byte[] other = KEY.clone();
        other[0] = 1;

        CallVaults after = openAgain(other, 1);

        assertEquals(List.of(), texts(after));
        assertEquals(1, after.counters().value(SurvivalCounter.UNREADABLE));
    }

    @Test
    void shouldNotOpenARecordInAnotherPlace() throws IOException {
        CallVaults vaults = open(KEY, 1, 100);
        write(vaults.of(0).open().orElseThrow(), "one");
        write(vaults.of(0).open().orElseThrow(), "two");
        opened.forEach(CallVaults::close);
        opened.clear();
        Path file = directory.resolve("shard-0.calls");
        byte[] octets = Files.readAllBytes(file);
        int slot = 2 * VaultFile.HALF_OCTETS;
        System.arraycopy(octets, 4096, octets, 4096 + slot, slot);
        Files.write(file, octets);

        CallVaults after = open(KEY, 1, 100);

        assertEquals(List.of("0 one"), texts(after));
        assertEquals(1, after.counters().value(SurvivalCounter.UNREADABLE));
    }

    @Test
    void shouldBeginAnewWhereTheLayoutIsAnother() throws IOException {
        write(open(KEY, 1, 100).of(0).open().orElseThrow(), "one");
        damage(11);

        CallVaults after = openAgain(KEY, 1);

        assertEquals(List.of(), texts(after));
        assertEquals(1, after.counters().value(SurvivalCounter.FOREIGN));
        write(after.of(0).open().orElseThrow(), "new");
        assertEquals(List.of("0 new"), texts(openAgain(KEY, 1)));
    }

    @Test
    void shouldDropTheCallsOfShardsThatAreNoMore() {
        CallVaults vaults = open(KEY, 3, 100);
        write(vaults.of(0).open().orElseThrow(), "zero");
        write(vaults.of(2).open().orElseThrow(), "two");

        CallVaults after = openAgain(KEY, 2);

        assertEquals(List.of("0 zero"), texts(after));
        assertEquals(1, after.counters().value(SurvivalCounter.FOREIGN));
        assertFalse(Files.exists(directory.resolve("shard-2.calls")));
    }

    /** As a file system leaves it that lost its end: what is whole is found, the rest is written anew. */
    @Test
    void shouldFindWhatIsWholeInAFileThatWasCut() throws IOException {
        CallVaults vaults = open(KEY, 1, 100);
        for (int i = 0; i < 20; i++) {
            write(vaults.of(0).open().orElseThrow(), "call " + i);
        }
        opened.forEach(CallVaults::close);
        opened.clear();
        Path file = directory.resolve("shard-0.calls");
        byte[] octets = Files.readAllBytes(file);
        Random random = new Random(3);

        int segment = 16 * 2 * VaultFile.HALF_OCTETS;
        for (int length : new int[]{octets.length - 1, 4096 + segment, 4095 + segment, 5000, 4096, 100, 1, 0}) {
            Files.write(file, Arrays.copyOf(octets, length));
            CallVaults after = openAgain(KEY, 1);
            assertEquals(length >= 4096 + segment ? 16 : 0, after.kept().size(), "of " + length);
            after.kept().forEach(kept -> kept.slot().free());
            for (int i = 0; i < 20; i++) {
                write(after.of(0).open().orElseThrow(), text(random, i));
            }
            assertEquals(20, openAgain(KEY, 1).kept().size());
            opened.forEach(CallVaults::close);
            opened.clear();
        }
    }

    /** Whatever is in the file: some records or none, no exception, and new calls find their places. */
    @Test
    void shouldLiveWithAnyOctets() throws IOException {
        Random random = new Random(11);
        Path file = directory.resolve("shard-0.calls");
        for (int round = 0; round < 30; round++) {
            CallVaults vaults = openAgain(KEY, 1);
            for (int i = vaults.kept().size(); i < 4; i++) {
                write(vaults.of(0).open().orElseThrow(), text(random, i));
            }
            opened.forEach(CallVaults::close);
            opened.clear();
            byte[] octets = Files.readAllBytes(file);
            for (int i = 0; i < 200; i++) {
                int near = random.nextInt(8) * VaultFile.HALF_OCTETS + random.nextInt(40);
                octets[(round % 3 == 0 ? 0 : 4096) + near] = (byte) random.nextInt();
            }
            Files.write(file, octets);

            CallVaults after = openAgain(KEY, 1);

            assertEquals(after.kept().size(), after.gauges().getFirst().value().getAsLong());
            write(after.of(0).open().orElseThrow(), "new");
        }
    }

    @Test
    void shouldKeepTheCallsOfOtherShardsWhereOneFileDoesNotOpen() throws IOException {
        Files.createDirectories(directory.resolve("shard-1.calls"));

        CallVaults vaults = open(KEY, 3, 100);

        assertTrue(vaults.of(1).open().isEmpty());
        write(vaults.of(2).open().orElseThrow(), "two");
        assertEquals(List.of("2 two"), texts(openAgain(KEY, 3)));
    }

    @Test
    void shouldRefuseMoreCallsThanItHasPlacesAndRecordsThatAreTooLong() {
        CallVaults vaults = open(KEY, 1, 16);
        for (int i = 0; i < 16; i++) {
            write(vaults.of(0).open().orElseThrow(), "call " + i);
        }

        assertTrue(vaults.of(0).open().isEmpty());
        assertEquals(1, vaults.counters().value(SurvivalCounter.NOT_KEPT));
        Slot slot = openAgain(KEY, 1).kept().getFirst().slot();
        assertFalse(slot.write(new byte[9000], 9000));
        assertTrue(slot.write(new byte[9000], VaultFile.RECORD_MAX));
    }

    @Test
    void shouldLeaveNothingOfACallThatIsOverAndNothingInClear() throws IOException {
        CallVaults vaults = open(KEY, 1, 100);
        Slot slot = vaults.of(0).open().orElseThrow();
        write(slot, "a secret key, very long".repeat(10));
        Path file = directory.resolve("shard-0.calls");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        String inFile = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        assertFalse(inFile.contains("secret"));

        write(slot, "another one");
        write(slot, "shorter than the first, in whose place it is");
        slot.free();
        assertOnlyZeros(file);
    }

    @Test
    void shouldClearWhatAProcessBeforeWroteBehindItsLastRecord() throws IOException {
        Slot slot = open(KEY, 1, 100).of(0).open().orElseThrow();
        write(slot, "a long one".repeat(10));
        write(slot, "another long one".repeat(10));
        write(slot, "short");

        openAgain(KEY, 1).kept().getFirst().slot().free();

        assertOnlyZeros(directory.resolve("shard-0.calls"));
    }

    private static void assertOnlyZeros(Path file) throws IOException {
        byte[] octets = Files.readAllBytes(file);
        byte[] behindHeader = Arrays.copyOfRange(octets, 4096, octets.length);
        assertArrayEquals(new byte[behindHeader.length], behindHeader);
    }

    @Test
    void shouldKeepNothingWhereAnotherProcessHasTheFiles() {
        open(KEY, 1, 100);

        CallVaults second = CallVaults.open(directory, KEY, 1, 100, new SecureRandom(), Clock.system());

        assertTrue(second.of(0).open().isEmpty());
        second.close();
    }
}
