# plimsoll_embed(<target> <name> <file>...) compiles text files into <target>, which then has
#   std::span<const plimsoll::report::EmbeddedFile> plimsoll::report::embedded_<name>();
# with one entry for each file in the order given (report/embedded.hpp). Names are without folder and ending. With each
# text goes its SHA-256 in base 64.
#
# This file is also the script that writes the source, run again whenever a file changes.
if(CMAKE_SCRIPT_MODE_FILE)
  # Three hexadecimal digits are two of base 64; the last one, with two bits of nothing behind it, is one more.
  function(base64_of_hash hash result)
    set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    set(text "")
    foreach(at RANGE 0 60 3)
      string(SUBSTRING "${hash}" ${at} 3 digits)
      math(EXPR high "0x${digits} >> 6")
      math(EXPR low "0x${digits} & 63")
      string(SUBSTRING "${alphabet}" ${high} 1 first)
      string(SUBSTRING "${alphabet}" ${low} 1 second)
      string(APPEND text "${first}${second}")
    endforeach()
    string(SUBSTRING "${hash}" 63 1 digit)
    math(EXPR last "0x${digit} << 2")
    string(SUBSTRING "${alphabet}" ${last} 1 sign)
    set(${result} "${text}${sign}=" PARENT_SCOPE)
  endfunction()

  string(REPLACE "|" ";" FILES "${FILES}")
  set(text "#include \"report/embedded.hpp\"\n\nnamespace plimsoll::report {\n\n")
  string(APPEND text "std::span<const EmbeddedFile> embedded_${NAME}();\n")
  string(APPEND text "std::span<const EmbeddedFile> embedded_${NAME}() {\n")
  if(NOT FILES)
    file(WRITE "${OUTPUT}" "${text}  return {};\n}\n\n}  // namespace plimsoll::report\n")
    return()
  endif()
  string(APPEND text "  static constexpr EmbeddedFile kFiles[] = {\n")
  foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME_WE)
    file(READ "${file}" content)
    file(SHA256 "${file}" hash)
    base64_of_hash("${hash}" sha256)
    string(APPEND text "      {\"${name}\", R\"embedded(${content})embedded\", \"${sha256}\"},\n")
  endforeach()
  string(APPEND text "  };\n  return kFiles;\n}\n\n}  // namespace plimsoll::report\n")
  file(WRITE "${OUTPUT}" "${text}")
  return()
endif()

set(PLIMSOLL_EMBED_SCRIPT "${CMAKE_CURRENT_LIST_FILE}")

function(plimsoll_embed target name)
  set(output "${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp")
  # Files may be longer than the 64 KiB of text that the standard asks of every compiler; ours take them.
  set_source_files_properties("${output}" PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)
  list(JOIN ARGN "|" files)
  add_custom_command(OUTPUT "${output}"
    COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DNAME=${name}" "-DFILES=${files}" -P "${PLIMSOLL_EMBED_SCRIPT}"
    DEPENDS ${ARGN} "${PLIMSOLL_EMBED_SCRIPT}"
    COMMENT "Embedding ${name}" VERBATIM)
  target_sources(${target} PRIVATE "${output}")
endfunction()
