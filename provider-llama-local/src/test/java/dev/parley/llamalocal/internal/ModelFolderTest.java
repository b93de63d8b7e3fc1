package dev.parley.llamalocal.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.parley.chat.ModelId;
import dev.parley.chat.ModelInfo;
import dev.parley.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {

  @TempDir private Path folder;

  @Test
  void tells_what_is_known_of_a_model() throws IOException {
    Path file = GgufBytes.model("Tiny").writeTo(folder.resolve("tiny-q4.gguf"));
    ModelInfo info = only();
    assertEquals(new ModelId("llama", "tiny-q4"), info.id());
    assertEquals("Tiny", info.title());
    assertEquals(OptionalLong.of(Files.size(file)), info.sizeBytes());
    assertEquals(Optional.of("Q4_K_M"), info.quantization());
    assertEquals(OptionalLong.of(4096), info.contextTokens());
    assertEquals(Optional.empty(), info.problem());
  }

  @Test
  void lists_three_levels_down_in_order_of_names() throws IOException {
    for (String name : List.of("b", "a/b/c/deep", "a/x", "A", "a/b/c/d/too-deep")) {
      GgufBytes.model("Tiny").writeTo(folder.resolve(name + ".gguf"));
    }
    assertEquals(List.of("A", "a/b/c/deep", "a/x", "b"), names());
  }

  @Test
  void passes_over_what_is_not_for_it() throws IOException {
    for (String name :
        List.of("x.GGUF.part", "x.txt", "._x.gguf", ".gguf", " .gguf", ".trash/x.gguf")) {
      GgufBytes.model("Tiny").writeTo(folder.resolve(name));
    }
    Files.createDirectory(folder.resolve("folder.gguf"));
    assertEquals(List.of(), names());
  }

  @Test
  void an_empty_folder_has_no_models() {
    assertEquals(List.of(), folder().list());
  }

  @Test
  void a_folder_may_itself_be_hidden() throws IOException {
    GgufBytes.model("Tiny").writeTo(folder.resolve(".models/tiny.gguf"));
    assertEquals(1, new ModelFolder("llama", folder.resolve(".models")).list().size());
  }

  @Test
  void a_split_model_is_listed_once() throws IOException {
    long bytes = 0;
    for (int no = 0; no < 3; no++) {
      bytes += Files.size(part(no, 3).writeTo(folder.resolve(partName(no + 1, 3))));
    }
    ModelInfo info = only();
    assertEquals("big/Model-00001-of-00003", info.id().model());
    assertEquals("Big", info.title());
    assertEquals(OptionalLong.of(bytes), info.sizeBytes());
    assertEquals(Optional.of("Q8_0"), info.quantization());
    assertEquals(Optional.empty(), info.problem());
    assertEquals(Optional.of(folder.resolve(partName(1, 3))), folder().resolve(info.id().model()));
  }

  @Test
  void a_missing_part_is_a_problem_and_the_size_unknown() throws IOException {
    part(0, 3).writeTo(folder.resolve(partName(1, 3)));
    part(2, 3).writeTo(folder.resolve(partName(3, 3)));
    assertEquals(Optional.of("Model-00002-of-00003.gguf is missing"), only().problem());
    assertEquals(OptionalLong.empty(), only().sizeBytes());
  }

  @Test
  void a_missing_first_part_is_a_problem_of_the_model() throws IOException {
    part(6, 99_999).writeTo(folder.resolve(partName(7, 99_999)));
    assertEquals("big/Model-00001-of-99999", only().id().model());
    assertEquals(
        Optional.of("Model-00001-of-99999.gguf is missing, and so are 99997 more"),
        only().problem());
  }

  @Test
  void a_damaged_part_is_a_problem_of_the_model() throws IOException {
    part(0, 2).writeTo(folder.resolve(partName(1, 2)));
    Files.writeString(folder.resolve(partName(2, 2)), "<html>");
    assertEquals(
        Optional.of(
            "Model-00002-of-00002.gguf is not a GGUF file: it begins with \"<htm\" (a web page?)"),
        only().problem());
  }

  @Test
  void a_renamed_part_is_a_problem() throws IOException {
    part(1, 3).writeTo(folder.resolve("renamed.gguf"));
    assertEquals(
        Optional.of(
            "renamed.gguf is another part of a split model than its name tells"
                + " (split.no is 1, split.count is 3); give it its original name"),
        only().problem());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-00000-of-00002", "x-00003-of-00002", "x-1-of-2", "-00001-of-00002"})
  void what_only_looks_like_a_part_is_a_model(String name) throws IOException {
    GgufBytes.model("Tiny").writeTo(folder.resolve(name + ".gguf"));
    assertEquals(name, only().id().model());
    assertEquals(Optional.empty(), only().problem());
  }

  @Test
  void a_model_of_one_part_is_complete() throws IOException {
    GgufBytes.model("Tiny").writeTo(folder.resolve("x-00001-of-00001.gguf"));
    assertEquals("x-00001-of-00001", only().id().model());
    assertEquals(Optional.empty(), only().problem());
  }

  @Test
  void projectors_are_left_out() throws IOException {
    GgufBytes.model("Tiny").writeTo(folder.resolve("vision/model.gguf"));
    GgufBytes.model("Eyes")
        .string("general.type", "mmproj")
        .writeTo(folder.resolve("vision/mmproj.gguf"));
    assertEquals(List.of("vision/model"), names());
  }

  @Test
  void damaged_files_are_listed_with_their_problem() throws IOException {
    Files.writeString(folder.resolve("page.gguf"), "<html>");
    ModelInfo info = only();
    assertEquals("page", info.id().model());
    assertEquals(OptionalLong.of(6), info.sizeBytes());
    assertEquals(
        Optional.of("page.gguf is not a GGUF file: it begins with \"<htm\" (a web page?)"),
        info.problem());
  }

  @Test
  void files_that_are_sound_and_no_model_are_listed_with_their_problem() throws IOException {
    new GgufBytes().tensor("a", 0, 1).writeTo(folder.resolve("a.gguf"));
    new GgufBytes().string("general.architecture", "x").writeTo(folder.resolve("b.gguf"));
    assertEquals(
        List.of(
            Optional.of("a.gguf does not tell its architecture"),
            Optional.of("b.gguf holds no weights")),
        folder().list().stream().map(ModelInfo::problem).toList());
  }

  @Test
  void links_are_followed_but_not_in_circles() throws IOException {
    GgufBytes.model("Tiny").writeTo(folder.resolve("blobs/abc"));
    link(folder.resolve("model.gguf"), folder.resolve("blobs/abc"));
    link(folder.resolve("blobs/round"), folder);
    link(folder.resolve("gone.gguf"), folder.resolve("nothing"));
    assertEquals(List.of("model"), names());
    assertTrue(only().sizeBytes().orElse(0) > 100);
  }

  @Test
  void a_folder_that_is_not_there_is_a_wrong_setting() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    for (Path wrong : List.of(folder.resolve("nowhere"), file)) {
      ConfigurationException e =
          assertThrows(ConfigurationException.class, () -> new ModelFolder("work", wrong).list());
      assertEquals(ConfigurationException.Kind.INVALID_VALUE, e.kind());
      assertEquals(Optional.of("work.models-folder"), e.setting());
      assertTrue(e.getMessage().contains("\"work.models-folder\""), e.getMessage());
      assertTrue(e.getMessage().contains(wrong.toString()), e.getMessage());
    }
  }

  @Test
  void names_lead_to_files() throws IOException {
    Path file = GgufBytes.model("Tiny").writeTo(folder.resolve("a/tiny.gguf"));
    assertEquals(Optional.of(file), folder().resolve("a/tiny"));
    assertEquals(Optional.of(folder.resolve("a/none.gguf")), folder().resolve("a/none"));
    assertEquals(Optional.of(folder.resolve("v1.5..q4.gguf")), folder().resolve("v1.5..q4"));
  }

  @Test
  void names_do_not_lead_out_of_the_folder() throws IOException {
    Path outside = GgufBytes.model("Tiny").writeTo(folder.resolve("outside.gguf"));
    Path inner = Files.createDirectories(folder.resolve("inner/a"));
    String absolute = outside.toAbsolutePath().toString().replaceAll("\\.gguf$", "");
    ModelFolder models = new ModelFolder("llama", inner.getParent());
    for (String name :
        List.of("../outside", "a/../../outside", absolute, "/" + absolute, "../", "\0", "a\0")) {
      assertEquals(Optional.empty(), models.resolve(name), name);
    }
  }

  private ModelFolder folder() {
    return new ModelFolder("llama", folder);
  }

  private ModelInfo only() {
    List<ModelInfo> infos = folder().list();
    assertEquals(1, infos.size(), infos::toString);
    return infos.get(0);
  }

  private List<String> names() {
    return folder().list().stream().map(info -> info.id().model()).toList();
  }

  private static String partName(int number, int count) {
    return String.format("big/Model-%05d-of-%05d.gguf", number, count);
  }

  /** The first part has the keys and no tensors, as llama-gguf-split can make it. */
  private static GgufBytes part(int no, int count) {
    GgufBytes part = new GgufBytes();
    if (no == 0) {
      part.string("general.architecture", "llama").string("general.name", "Big");
    } else {
      part.tensor("weight", 8, 32);
    }
    return part.uint16("split.no", no).uint16("split.count", count);
  }

  private static void link(Path link, Path target) throws IOException {
    try {
      Files.createSymbolicLink(link, target);
    } catch (UnsupportedOperationException | IOException e) {
      abort("this system makes no links: " + e);
    }
  }
}
