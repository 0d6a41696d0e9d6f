#version 440

layout(location = 0) in vec2 texturePlace;
layout(location = 1) in vec4 colour;

layout(location = 0) out vec4 pixel;

layout(binding = 1) uniform sampler2D atlas;

void main()
{
    pixel = colour * texture(atlas, texturePlace).a;
}
